/** The estimate of a start as the API shows it. */
import { z } from "zod"
import type { Estimate } from "../../core/queues/estimate.ts"
import { isoTime } from "../iso-time.ts"
import { bookingModel, bookingSchema } from "./booking-warning-model.ts"
import { jsonObject } from "./server-model.ts"

const hours = z.number().nullable()

export const estimateSchema = z
  .strictObject({
    admitted: z.boolean(),
    /** Why not; the rest as in the error of a start. */
    refusal: z
      .strictObject({
        code: z.string().nullable(),
        message: z.string(),
        limit: z.unknown(),
        used: z.unknown(),
        asked: z.unknown(),
        allowed: z.unknown(),
      })
      .nullable(),
    gpus: z.number().nullable(),
    walltime_minutes: z.number().nullable(),
    /** GPUs x the whole time asked for; null without a time limit. */
    gpu_hours: hours,
    /** What is left of the user's GPU-hours in the window that has least left; null without a limit. */
    budget: z
      .strictObject({ window: z.enum(["day", "week", "month"]), limit: z.number(), left: z.number(), ends: z.string() })
      .nullable(),
    /** When the scheduler would start it; null when it cannot say. */
    start: z.string().nullable(),
    /** The scheduler's words where it would not take the job, or does not answer. */
    scheduler_says: z.string().nullable(),
    /** Bookings of others that it would run into, so that it waits: what, until when it could run, and what to do. */
    booking: bookingSchema.nullable(),
    /** Choices that would start sooner, or be admitted; the one that starts first comes first. */
    better: z.array(
      z.strictObject({
        change: z.string(),
        user_options: jsonObject,
        start: z.string().nullable(),
        gpu_hours: hours,
      }),
    ),
  })
  .meta({ id: "Estimate" })

export function estimateModel({
  refusal,
  demand,
  gpuHours,
  budget,
  start,
  booking,
  better,
}: Estimate): z.infer<typeof estimateSchema> {
  return {
    admitted: refusal === null && start?.outcome !== "refused",
    refusal: refusal && {
      code: refusal.detail.code ?? null,
      message: refusal.message,
      limit: refusal.detail.limit ?? null,
      used: refusal.detail.used ?? null,
      asked: refusal.detail.asked ?? null,
      allowed: refusal.detail.allowed ?? null,
    },
    gpus: demand?.gpus ?? null,
    walltime_minutes: demand?.walltimeMinutes ?? null,
    gpu_hours: gpuHours,
    budget: budget && { ...budget, ends: isoTime(budget.ends) },
    start: start?.outcome === "start" ? isoTime(start.at) : null,
    scheduler_says: start?.outcome === "refused" ? start.says : start?.outcome === "unknown" ? start.cause : null,
    booking: booking && bookingModel(booking),
    better: better.map(({ change, options, at, gpuHours }) => ({
      change,
      user_options: { ...options },
      start: isoTime(at),
      gpu_hours: gpuHours,
    })),
  }
}
