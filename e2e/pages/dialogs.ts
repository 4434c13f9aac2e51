import type { Locator, Page } from '@playwright/test';

/** A dialog by its title. */
class Part {
  readonly box: Locator;
  constructor(
    readonly page: Page,
    title: string | RegExp,
  ) {
    this.box = page.getByRole('dialog', { name: title });
  }
  button(name: string | RegExp): Locator {
    return this.box.getByRole('button', { name });
  }
  /** The problem that the dialog shows. */
  get problem(): Locator {
    return this.box.getByRole('alert');
  }
  async cancel(): Promise<void> {
    await this.button(/^(Cancel|Close|Back|Keep key|Done)$/)
      .last()
      .click();
  }
}

/** The kinds of server that are asked what they are, by the names on their cards. */
export type ServerKind = 'Tiled' | 'LabKey Server' | 'TileDB Cloud';

export class AddServer extends Part {
  constructor(page: Page) {
    super(page, /^(Add a server|This is the server|Add .*|Server added.*|.* was added.*)$/);
  }
  get address(): Locator {
    return this.box.getByLabel(/^(Server|API) address/);
  }
  get name(): Locator {
    return this.box.getByLabel('Name', { exact: true });
  }
  /** A server of kind Other: its host alone, nothing is asked. */
  async other(host: string): Promise<void> {
    await this.box.getByRole('radio', { name: 'Other', exact: true }).check();
    await this.box.getByLabel(/^Host/).fill(host);
    await this.button('Continue').click();
    await this.button('Add server').click();
  }
  /** Asks the server what it is and waits for its answer. `kind`: the name on its card; Tiled is chosen beforehand. */
  async ask(address: string, kind: ServerKind = 'Tiled'): Promise<void> {
    if (kind !== 'Tiled') await this.box.getByRole('radio', { name: kind, exact: true }).check();
    await this.address.fill(address);
    await this.button('Continue').click();
    await this.button('Add server').waitFor();
  }
  async confirm(): Promise<void> {
    await this.button('Add server').click();
  }
}

export class SignIn extends Part {
  constructor(page: Page) {
    super(page, /^Sign(ed)? in/);
  }
  async withPassword(user: string, password: string): Promise<void> {
    await this.box.getByLabel(/^(User name|Email)$/).fill(user);
    await this.box.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
    await this.button('Sign in').click();
  }
  /** Chooses another way to sign in, by its name in the list. */
  async how(method: string): Promise<void> {
    await this.box.getByLabel('How').selectOption({ label: method });
  }
  /** Where a key or a token is pasted. */
  get key(): Locator {
    return this.box.getByRole('textbox', { name: /^(API key|REST API token)$/ });
  }
  /** The server's own words after the sign-in. */
  get message(): Locator {
    return this.box.getByRole('blockquote');
  }
  async finish(): Promise<void> {
    await this.button('Continue').click();
  }
}

export class CreateKey extends Part {
  constructor(page: Page) {
    super(page, 'Create a key');
  }
  get note(): Locator {
    return this.box.getByLabel('Note').first();
  }
  /** A text field of the kind's own, such as LabKey's description. */
  text(label: string): Locator {
    return this.box.getByRole('textbox', { name: new RegExp(`^${label}( optional)?$`) });
  }
  scope(name: string): Locator {
    return this.box.getByRole('checkbox', { name, exact: true });
  }
  lifetime(name: string): Locator {
    return this.box.getByRole('radio', { name, exact: true });
  }
  async submit(): Promise<void> {
    await this.button('Create key').click();
  }
  /** Revokes what appeared instead of an answer. */
  async revokeStray(): Promise<void> {
    await this.button('Revoke…').click();
  }
}

export class NewSecret extends Part {
  constructor(page: Page) {
    super(page, 'Key created');
  }
  async copyExport(): Promise<void> {
    await this.button(/^Copy bash/).click();
  }
  async reveal(): Promise<void> {
    await this.button(/^Reveal/).click();
  }
  get revealed(): Locator {
    return this.box.getByTestId('revealed');
  }
  async done(): Promise<void> {
    await this.button('Done').click();
  }
}

export class HoldKey extends Part {
  constructor(page: Page) {
    super(page, /^(Hold this key|Keep a key|Key kept)$/);
  }
  get field(): Locator {
    return this.box.getByLabel('Key', { exact: true });
  }
  async type(secret: string): Promise<void> {
    await this.field.fill(secret);
  }
  async name(name: string): Promise<void> {
    await this.box.getByLabel('Name', { exact: true }).fill(name);
  }
  /** What the person calls it, for kinds whose keys have no name field. */
  async label(label: string): Promise<void> {
    await this.box.getByRole('textbox', { name: /^Label/ }).fill(label);
  }
  /** The sort of secret, where two look alike. */
  async kind(name: string): Promise<void> {
    await this.box.getByLabel('Kind', { exact: true }).selectOption({ label: name });
  }
  async paste(): Promise<void> {
    await this.button('Paste').click();
  }
  async submit(): Promise<void> {
    await this.button(/^(Check and keep key|Keep key)$/).click();
  }
  async done(): Promise<void> {
    await this.button('Done').click();
  }
}

export class Export extends Part {
  constructor(page: Page) {
    super(page, /^Use /);
  }
  async copy(shell: RegExp): Promise<void> {
    await this.box.getByRole('tab', { name: shell }).click();
    await this.button(/^Copy the .* command$/)
      .first()
      .click();
  }
  /** Copies a text of the section "In code". */
  async copySnippet(title: string): Promise<void> {
    await this.box.getByRole('button', { name: `Copy ${title}`, exact: true }).click();
  }
  /** The part that puts the key into a file of the vendor's own programs. */
  config(title: string): Locator {
    return this.box.getByRole('region', { name: title, exact: true });
  }
  async putIn(title: string): Promise<void> {
    const part = this.config(title);
    await part.getByRole('button', { name: `Show the change to ${title}` }).click();
    await part.getByRole('button', { name: `Put in ${title}` }).click();
    await part.getByText(`The key is in ${title}.`).waitFor();
  }
  get file(): Locator {
    return this.box.getByRole('region', { name: 'Write to a file' });
  }
  get path(): Locator {
    return this.file.getByLabel('File', { exact: true });
  }
  async format(value: 'sh' | 'dotenv'): Promise<void> {
    await this.file.getByLabel('Format').selectOption(value);
  }
  /** The part that writes a line into the netrc file. */
  get netrc(): Locator {
    return this.box.getByRole('region', { name: '.netrc', exact: true });
  }
  async previewNetrc(): Promise<void> {
    await this.netrc.getByRole('button', { name: 'Show the change to .netrc' }).click();
    await this.netrc.getByRole('button', { name: 'Put in .netrc' }).waitFor();
  }
  async putInNetrc(): Promise<void> {
    await this.netrc.getByRole('button', { name: 'Put in .netrc' }).click();
    await this.netrc.getByText('The key is in .netrc.').waitFor();
  }
  async preview(): Promise<void> {
    await this.file.getByRole('button', { name: 'Show the change' }).click();
  }
  async write(): Promise<void> {
    await this.file.getByRole('button', { name: /^(Write this change|Make this file)$/ }).click();
    await this.file.getByText('Written.').waitFor();
  }
}

export class Revoke extends Part {
  constructor(page: Page) {
    super(page, /^(Revoke|Remove) .*\?$|revoked$/);
  }
  /** What was done, once it was done. */
  get result(): Locator {
    return this.page.getByRole('dialog', { name: /revoked$/ });
  }
  get consequences(): Locator {
    return this.box.getByRole('region', { name: 'What follows' });
  }
  /** Where the words are typed that several keys, or one of somebody else, ask for. */
  get words(): Locator {
    return this.box.getByLabel(/^Type “/);
  }
  /** What is revoked, server by server. */
  get counts(): Locator {
    return this.box.getByRole('table');
  }
  get acknowledgement(): Locator {
    return this.box.getByRole('checkbox');
  }
  async confirm(): Promise<void> {
    await this.button(/^(Revoke|Remove) (key|expired key|\d+ .*)$/).click();
  }
  async done(): Promise<void> {
    await this.button('Done').click();
  }
}

/** Why a key is refused: the answer first, then what was looked into. */
export class Diagnosis extends Part {
  constructor(page: Page) {
    super(page, 'Why do I get 401?');
  }
  get verdict(): Locator {
    return this.box.getByRole('status');
  }
  step(question: RegExp): Locator {
    return this.box.getByRole('listitem').filter({ hasText: question });
  }
}

/** A person says which listed key a held one is. */
export class LinkKey extends Part {
  constructor(page: Page) {
    super(page, 'Which listed key is it?');
  }
  row(name: string): Locator {
    return this.box.getByRole('radio', { name });
  }
  async confirm(): Promise<void> {
    await this.button('It is this key').click();
  }
}

export class FindKey extends Part {
  constructor(page: Page) {
    super(page, 'Find a leaked key');
  }
  get field(): Locator {
    return this.box.getByLabel('The key, or the part of it that you know');
  }
  async paste(): Promise<void> {
    await this.button('Paste and find').click();
  }
}

export class KeychainDialog extends Part {
  constructor(page: Page) {
    super(page, 'Where secrets are kept');
  }
  async makeVault(passphrase: string): Promise<void> {
    await this.box.getByRole('radio', { name: /vault file/ }).check();
    await this.box.getByLabel('New passphrase').fill(passphrase);
    await this.box.getByLabel('The same again').fill(passphrase);
    await this.button('Make the vault').click();
  }
  /** Picks another place and confirms it. */
  async choose(place: RegExp, confirm: RegExp): Promise<void> {
    await this.button(/^Keep secrets somewhere else/).click();
    await this.box.getByRole('radio', { name: place }).check();
    await this.button(confirm).click();
  }
  async openVault(passphrase: string): Promise<void> {
    await this.box.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await this.button('Open vault').click();
  }
}
