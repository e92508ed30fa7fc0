/**
 * The id of a project as users see it: long enough to distinguish the projects of one engine, short
 * enough to type. Commands accept it in place of the whole id.
 */

/** Number of characters shown. */
export const SHORT_ID = 8;
