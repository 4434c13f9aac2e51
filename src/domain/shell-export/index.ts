export { type PromptedForm, renderPrompted } from './prompted';
export { fillSecret, renderAssignment, renderBlock, renderExport, SHELL_NAMES } from './render';
export { type Assignment, checkName, checkValue, controlCharacter } from './value';
