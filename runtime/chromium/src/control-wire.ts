/** The messages between a test and the app's process, and what they carry. */
export interface ControlCall {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
export type ControlMessage =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly role: string | null;
  readonly accelerator: string | null;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly checked: boolean;
  readonly type: string;
  readonly submenu: readonly MenuEntry[];
}
export interface WindowState {
  readonly id: number;
  readonly title: string;
  readonly url: string;
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly visible: boolean;
  readonly focused: boolean;
  readonly minimized: boolean;
  readonly maximized: boolean;
  readonly contentProtection: boolean;
}
export interface NotificationRecord {
  readonly title: string;
  readonly body: string;
  readonly urgency: 'normal' | 'critical' | 'low';
  readonly actions: readonly string[];
}

export interface TrayRecord {
  readonly tooltip: string;
  readonly title: string;
  /** The picture's file, as the app named it. */
  readonly image: string;
  readonly menu: readonly MenuEntry[];
}
