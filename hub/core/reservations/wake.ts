/** The bus key under which the keeper of the calendar is told that there is something to do now. */
export const reservationsKey = "reservations"
