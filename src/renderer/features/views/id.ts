/** The button that opens the views. */
export const VIEWS_ID = 'views';
