import type { DiagnosisStep } from '../../../domain/diagnosis';
import s from './diagnosis.module.css';

const PATHS: Readonly<Record<DiagnosisStep['outcome'], string>> = {
  cause: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  suspect: 'M8 3.5v5.5M8 12h.01',
  fine: 'M3.5 8.5l3 3 6-7',
  unknown: 'M4 8h8',
};

/** A picture of a step's outcome; the word beside it says the same. */
export const OutcomeIcon = ({ outcome }: { readonly outcome: DiagnosisStep['outcome'] }) => (
  <svg className={s.icon} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
    <path d={PATHS[outcome]} />
  </svg>
);
