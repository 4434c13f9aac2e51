import { Component, type ReactNode } from 'react';
import { Button } from './Button';
import { Dialog } from './Dialog';

/** Catches what a dialog throws: the window stays, and one honest message is shown. */
export class Boundary extends Component<{ readonly children: ReactNode; readonly onGiveUp: () => void }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Dialog
        title="This part of Tessera failed"
        size="small"
        onClose={this.props.onGiveUp}
        footer={<Button onClick={this.props.onGiveUp}>Close</Button>}
      >
        <p>
          A mistake in Tessera itself stopped this dialog. Nothing on a server or in your keychain was changed by the mistake. What you
          typed here is gone.
        </p>
      </Dialog>
    );
  }
}
