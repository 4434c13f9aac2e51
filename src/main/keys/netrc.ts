/** The use cases of the netrc file: loaded when they are first needed, since the window opens without them. */
export { applyNetrcFix, chosenFile, countFindings, lookAtNetrc, previewNetrcFix } from './netrc-file';
export { applyNetrc, previewNetrc } from './netrc-put';
export { keepPlaced, takeEntry } from './netrc-take';
