import { type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { Problem } from '../../../domain/result';
import { client } from '../../client';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useGone } from '../dialog-parts/useAction';
import s from './RevealBox.module.css';

/** How long a revealed secret stays on the screen. */
const REVEAL_SECONDS = 30;

type Stage = 'hidden' | 'asking' | 'shown' | 'timeOver' | 'leftWindow';

export interface RevealHandle {
  show(): void;
  hide(): void;
}

export interface RevealBoxProps {
  readonly ref?: Ref<RevealHandle>;
  readonly keyId: string;
  /** What stands there while the secret does not: its visible part and dots. */
  readonly masked: string;
  /** Copying out of the box goes through main, which clears the clipboard later. */
  readonly onCopy: () => void;
  /** Told when the secret appears and when it goes. */
  readonly onShown?: (shown: boolean) => void;
}

/**
 * One secret on the screen for 30 seconds. The value goes from the answer straight into a text node: no state, prop or ref of React's ever
 * holds it. It goes when the time is over, when the window loses focus or is hidden, and with the dialog.
 */
export function RevealBox({ ref, keyId, masked, onCopy, onShown }: RevealBoxProps) {
  const box = useRef<HTMLElement>(null);
  const [stage, setStage] = useState<Stage>('hidden');
  const [left, setLeft] = useState(REVEAL_SECONDS);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();
  const wanted = useRef(false);

  const hide = (why: Stage) => {
    wanted.current = false;
    if (box.current) box.current.textContent = '';
    setStage(why);
    onShown?.(false);
  };

  const show = async () => {
    if (wanted.current) return;
    wanted.current = true;
    setProblem(null);
    setStage('asking');
    const answer = await client().call('keys.reveal', { keyId });
    // The dialog was closed, or the person hid it or left the window, before main answered: nothing may appear now.
    if (gone.current || !wanted.current || box.current === null) return;
    if (!answer.ok) {
      wanted.current = false;
      setStage('hidden');
      setProblem(answer.error);
      return;
    }
    if (!document.hasFocus()) {
      hide('leftWindow');
      return;
    }
    box.current.textContent = answer.value.secret;
    setLeft(REVEAL_SECONDS);
    setStage('shown');
    onShown?.(true);
  };

  useImperativeHandle(ref, () => ({ show: () => void show(), hide: () => hide('hidden') }));

  const visible = stage === 'shown';
  // Before the next paint: nobody leaves the window between the secret's appearing and its being watched.
  useLayoutEffect(() => {
    if (!visible) return;
    const element = box.current;
    // The page's own clock, not main's frozen one: these are seconds that a person lives through.
    const until = performance.now() + REVEAL_SECONDS * 1_000;
    const end = (why: Stage) => {
      wanted.current = false;
      if (element) element.textContent = '';
      setStage(why);
      onShown?.(false);
    };
    const leave = () => end('leftWindow');
    const hidden = () => document.visibilityState === 'hidden' && leave();
    const tick = setInterval(() => {
      const rest = Math.ceil((until - performance.now()) / 1_000);
      if (rest <= 0) end('timeOver');
      else setLeft(rest);
    }, 250);
    window.addEventListener('blur', leave);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      clearInterval(tick);
      window.removeEventListener('blur', leave);
      document.removeEventListener('visibilitychange', hidden);
      if (element) element.textContent = '';
    };
  }, [visible, onShown]);

  return (
    <div className={s.wrap}>
      <div className={s.frame}>
        {!visible && <code className={s.masked}>{masked}</code>}
        <code
          ref={box}
          className={s.secret}
          hidden={!visible}
          data-testid="revealed"
          onCopy={(e) => {
            e.preventDefault();
            onCopy();
          }}
        />
        {visible && (
          <span className={s.left} aria-hidden="true">
            {left} s
          </span>
        )}
      </div>
      <p role="status" className={s.note}>
        {stage === 'asking' && 'Asking the keychain…'}
        {visible && `Shown for ${REVEAL_SECONDS} seconds, and only while this window has the focus.`}
        {stage === 'timeOver' && 'Hidden again: the time is over.'}
        {stage === 'leftWindow' && 'Hidden again: the window lost the focus.'}
      </p>
      {problem && <ProblemNotice problem={problem} retry={() => void show()} />}
    </div>
  );
}
