import type { DialogProps } from '../../dialogs';
import { RevokeDialog } from './RevokeDialog';

export { FindKey } from '../find-key/FindKey';

/** Revokes keys that were picked in the table or in the details. */
export default function Revoke({ keyIds, close }: DialogProps<'revoke'>) {
  return <RevokeDialog keyIds={keyIds} close={close} />;
}
