// Sends a form of a dialog: what went wrong is said beside the fields, which keep what was filled in.

export async function submitting(form, work) {
  const button = form.querySelector("[type=submit]")
  const problem = form.querySelector(".form-error")
  button.disabled = true
  problem.hidden = true
  try {
    await work()
  } catch (error) {
    problem.textContent = error.message
    problem.hidden = false
    problem.scrollIntoView({ block: "nearest" })
  } finally {
    button.disabled = false
  }
}
