import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { SavedView } from '../../../domain/views';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { CheckIcon, MoreIcon } from '../../components/icons';
import { MenuButton } from '../../components/Menu';
import { BUILT_IN, type Change, isShown, parseView, renamed, type TableView, withView } from '../../lib/views';
import { useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import { useLayout } from '../table/layout';
import { applyView, keepViews, presentView } from './actions';
import s from './ViewsPanel.module.css';

/** Views of the table: those that are there, those that the user saved, and the present one to be saved. */
export function ViewsPanel() {
  const saved = useSnapshot((x) => x.settings.views);
  const readOnly = useSnapshot((x) => x.run.readOnly !== null);
  // The present view is made of these: another one, another check mark.
  useUi();
  useLayout();
  const present = presentView();
  const panel = useRef<HTMLDivElement>(null);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [edited, setEdited] = useState<{ readonly id: string; readonly how: 'rename' | 'delete' } | null>(null);

  const keep = async (change: Change): Promise<boolean> => {
    const wrong = await keepViews(change);
    setProblem(wrong);
    return wrong === null;
  };
  const apply = (view: TableView) => {
    applyView(view);
    panel.current?.closest<HTMLElement>('[popover]')?.hidePopover();
  };
  /** The row that was edited goes back to what it was, or away: the focus is not lost with it. */
  const done = () => {
    setEdited(null);
    requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>('form:last-of-type input')?.focus());
  };
  const overwrites = saved.some((v) => v.name === name.trim());
  return (
    <div ref={panel} className={s.panel}>
      <h2>Views</h2>
      <ul>
        {BUILT_IN.map((v) => (
          <li key={v.id} className={s.line}>
            <Entry name={v.name} shown={isShown(v.view, present)} onClick={() => apply(v.view)} />
          </li>
        ))}
      </ul>
      {saved.length > 0 && (
        <>
          <h2>Yours</h2>
          <ul className={s.yours}>
            {saved.map((v) => (
              <li key={v.id} className={s.line}>
                {edited?.id !== v.id ? (
                  <>
                    <Entry name={v.name} shown={isShown(parseView(v.text), present)} onClick={() => apply(parseView(v.text))} />
                    {!readOnly && (
                      <MenuButton
                        label={`${v.name}: actions`}
                        className={s.more}
                        items={() => [
                          { label: 'Overwrite with what is shown', run: () => void keep(withView(saved, v.name, present)) },
                          { label: 'Rename…', run: () => setEdited({ id: v.id, how: 'rename' }) },
                          { label: 'Delete…', danger: true, run: () => setEdited({ id: v.id, how: 'delete' }) },
                        ]}
                      >
                        <MoreIcon />
                      </MenuButton>
                    )}
                  </>
                ) : edited.how === 'rename' ? (
                  <Rename view={v} onName={async (to) => ((await keep(renamed(saved, v.id, to))) ? done() : undefined)} onCancel={done} />
                ) : (
                  <Delete
                    name={v.name}
                    onDelete={async () => ((await keep({ ok: true, views: saved.filter((x) => x.id !== v.id) })) ? done() : undefined)}
                    onCancel={done}
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {!readOnly && (
        <form
          className={s.save}
          noValidate
          onSubmit={async (e: FormEvent) => {
            e.preventDefault();
            if (await keep(withView(saved, name, present))) setName('');
          }}
        >
          <TextField
            label="Save what is shown as"
            required
            value={name}
            error={problem}
            onChange={(text) => {
              setName(text);
              setProblem(null);
            }}
          />
          <Button type="submit" size="small">
            {overwrites ? 'Overwrite view' : 'Save view'}
          </Button>
        </form>
      )}
    </div>
  );
}

function Entry({ name, shown, onClick }: { readonly name: string; readonly shown: boolean; readonly onClick: () => void }): ReactNode {
  return (
    <button type="button" className={s.entry} aria-current={shown ? 'true' : undefined} onClick={onClick}>
      <span className={s.check}>{shown && <CheckIcon />}</span>
      <bdi>{name}</bdi>
    </button>
  );
}

/** Takes the focus when it appears: it stands where the person has just been. */
const focus = (element: HTMLElement | null): void => element?.focus();

function Rename({
  view,
  onName,
  onCancel,
}: {
  readonly view: SavedView;
  readonly onName: (name: string) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const [to, setTo] = useState(view.name);
  return (
    <form
      className={s.edit}
      noValidate
      onSubmit={(e: FormEvent) => {
        e.preventDefault();
        void onName(to);
      }}
    >
      <input ref={focus} className={s.input} aria-label={`New name of ${view.name}`} value={to} onChange={(e) => setTo(e.target.value)} />
      <Button type="submit" size="small">
        Rename
      </Button>
      <Button size="small" variant="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  );
}

function Delete({
  name,
  onDelete,
  onCancel,
}: {
  readonly name: string;
  readonly onDelete: () => Promise<void>;
  readonly onCancel: () => void;
}) {
  return (
    <div className={s.edit}>
      <bdi className={s.name}>{name}</bdi>
      <Button size="small" variant="danger" onClick={() => void onDelete()}>
        Delete view
      </Button>
      <Button ref={focus} size="small" variant="quiet" onClick={onCancel}>
        Keep it
      </Button>
    </div>
  );
}
