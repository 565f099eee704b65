// How long a note may be, and how many a letter bears. Apart from the schemas, so that a browser need not load them.

/** In UTF-16 units, as a text area counts. */
export const MAX_NOTE = 4000;
export const MAX_NOTES = 200;
