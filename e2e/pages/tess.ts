import { expect, type Locator, type Page } from '@playwright/test';
import {
  AddServer,
  CreateKey,
  Diagnosis,
  Export,
  FindKey,
  HoldKey,
  KeychainDialog,
  LinkKey,
  NewSecret,
  Revoke,
  type ServerKind,
  SignIn,
} from './dialogs';

/** The window as a person sees it. Parts are found by role and name; words that may change stand here and in dialogs.ts, nowhere else. */
export class Tess {
  constructor(readonly page: Page) {}

  get main(): Locator {
    return this.page.getByRole('main');
  }
  /** The table. */
  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Keys' });
  }
  /** The rows of keys, without the header. */
  get rows(): Locator {
    return this.grid.getByRole('rowgroup').last().getByRole('row');
  }
  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }
  /** The pane beside the table. */
  get detail(): Locator {
    return this.page.getByRole('complementary');
  }
  get statusLine(): Locator {
    return this.page.getByRole('contentinfo').filter({ hasText: /Tessera \d/ });
  }
  get sidebar(): Locator {
    return this.page.getByRole('navigation', { name: 'Keys and servers' });
  }
  get banners(): Locator {
    return this.main;
  }
  get anyDialog(): Locator {
    return this.page.getByRole('dialog');
  }
  /** What was said in passing. */
  toast(text: string | RegExp): Locator {
    return this.page.getByRole('status').filter({ hasText: text }).first();
  }

  /** Selects a key's row and shows its details. */
  async open(name: string | RegExp): Promise<void> {
    await this.row(name).click();
    await this.detail.waitFor();
  }

  /** An action of the key that is shown in the details. */
  async act(name: RegExp): Promise<void> {
    await this.detail.getByRole('button', { name }).click();
  }

  /** Runs an action of the palette: the first that fits. */
  async command(words: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    const box = this.page.getByRole('combobox');
    await box.fill(words);
    await this.page.getByRole('option').first().waitFor();
    await box.press('Enter');
  }

  async refresh(): Promise<void> {
    await this.main.getByRole('button', { name: /^(Refresh|Asking) all servers/ }).click();
    await this.main.getByRole('button', { name: 'Refresh all servers' }).waitFor();
  }

  async addServer(): Promise<AddServer> {
    await this.page
      .getByRole('button', { name: /^Add server/ })
      .first()
      .click();
    return new AddServer(this.page);
  }
  async create(): Promise<CreateKey> {
    await this.page.getByRole('button', { name: 'Create key' }).first().click();
    return this.createDialog;
  }
  get createDialog(): CreateKey {
    return new CreateKey(this.page);
  }
  /** Adds a server of kind Other and keeps a key of it. */
  async keepOther(host: string, name: string, secret: string): Promise<void> {
    const add = await this.addServer();
    await add.other(host);
    const hold = this.holdDialog;
    await hold.type(secret);
    await hold.name(name);
    await hold.submit();
    await hold.done();
    await expect(this.row(name)).toBeVisible();
  }
  /** The entry of the sidebar that leads to the netrc file, and says how it is. */
  get netrcEntry(): Locator {
    return this.sidebar.getByRole('button', { name: /^\.netrc/ });
  }
  get removePlaceDialog(): Locator {
    return this.page.getByRole('dialog', { name: /^Remove .* from the file\?$/ });
  }
  get signInDialog(): SignIn {
    return new SignIn(this.page);
  }
  get newSecret(): NewSecret {
    return new NewSecret(this.page);
  }
  get holdDialog(): HoldKey {
    return new HoldKey(this.page);
  }
  get exportDialog(): Export {
    return new Export(this.page);
  }
  get revokeDialog(): Revoke {
    return new Revoke(this.page);
  }
  get diagnosis(): Diagnosis {
    return new Diagnosis(this.page);
  }
  get linkDialog(): LinkKey {
    return new LinkKey(this.page);
  }
  get findDialog(): FindKey {
    return new FindKey(this.page);
  }
  get keychainDialog(): KeychainDialog {
    return new KeychainDialog(this.page);
  }

  /** A new secret that no store took. */
  get rescueDialog(): Locator {
    return this.page.getByRole('dialog', { name: /no safe place/ });
  }

  /** From an empty window to a signed-in server. Of the kinds here only Tiled has something to say afterwards. */
  async connect(address: string, user: string, password: string, kind: ServerKind = 'Tiled'): Promise<void> {
    const add = await this.addServer();
    await add.ask(address, kind);
    await add.confirm();
    await this.signInDialog.withPassword(user, password);
    if (kind === 'Tiled') await this.signInDialog.finish();
    await expect(this.anyDialog).toHaveCount(0);
  }

  /** Shows one server's keys. */
  async goTo(server: string | RegExp): Promise<void> {
    const entry = this.sidebar.getByRole('button', { name: server }).first();
    await entry.click();
    await expect(entry).toHaveAttribute('aria-current', 'page');
  }
  get everyoneSwitch(): Locator {
    return this.main.getByRole('switch', { name: 'Show the keys of all users' });
  }
  columns(): Promise<string[]> {
    return this.grid.getByRole('columnheader').allInnerTexts();
  }
  /** Narrows the table in the panel of filters, or takes a filter back. */
  async filter(group: string, value: string | RegExp): Promise<void> {
    const button = this.main.getByRole('button', { name: /^Filters/ }).first();
    await button.click();
    await this.page.getByRole('group', { name: group }).getByRole('checkbox', { name: value }).click();
    await this.page.keyboard.press('Escape');
  }

  /** Signs out of the only server that is signed in, and waits until it was said. */
  async signOut(): Promise<void> {
    await this.sidebar
      .getByRole('button', { name: /: actions$/ })
      .first()
      .click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await this.toast(/^Signed out/).waitFor();
  }

  /** Makes a key with the defaults and leaves the dialog. */
  async makeKey(note: string): Promise<void> {
    const dialog = await this.create();
    await dialog.note.fill(note);
    await dialog.submit();
    await this.newSecret.done();
    await expect(this.row(note)).toBeVisible();
  }
}
