import { TextField } from '../../components/Field';
import { codePoints } from '../../lib/text';
import s from './parts.module.css';

/** The words that a person keeps about a key on this machine, since servers cannot edit theirs. */
export interface LocalWords {
  readonly label: string;
  readonly owner: string;
  readonly note: string;
}

export const NO_WORDS: LocalWords = { label: '', owner: '', note: '' };

/** Code points that main takes for a label or an owner. */
export const LABEL_MAX = 200;
export const NOTE_MAX = 2_000;

/** A limit is shown only once it is near: nobody reads "17 of 200". */
export const nearLimit = (text: string, max: number): number | null => (codePoints(text) > max * 0.8 ? max : null);

/** What is wrong with a label and a note, in one sentence; null where nothing is. */
export const tooLong = (label: string, note: string): string | null =>
  codePoints(label) > LABEL_MAX
    ? `At most ${LABEL_MAX} characters.`
    : codePoints(note) > NOTE_MAX
      ? `The note takes at most ${NOTE_MAX} characters.`
      : null;

/** Label and owner of a key that is being made or kept; its note can be written later. */
export function LocalFields({ value, onChange }: { readonly value: LocalWords; readonly onChange: (value: LocalWords) => void }) {
  const over = (text: string) => (codePoints(text) > LABEL_MAX ? `At most ${LABEL_MAX} characters.` : null);
  return (
    <div className={s.split}>
      <TextField
        label="Label"
        value={value.label}
        maxCodePoints={nearLimit(value.label, LABEL_MAX)}
        error={over(value.label)}
        placeholder="What you call it"
        onChange={(label) => onChange({ ...value, label })}
      />
      <TextField
        label="Owner"
        value={value.owner}
        maxCodePoints={nearLimit(value.owner, LABEL_MAX)}
        error={over(value.owner)}
        placeholder="Who answers for it"
        onChange={(owner) => onChange({ ...value, owner })}
      />
    </div>
  );
}

/** True where both may be sent. */
export const wordsFit = (value: LocalWords): boolean => codePoints(value.label) <= LABEL_MAX && codePoints(value.owner) <= LABEL_MAX;
