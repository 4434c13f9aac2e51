export interface VirtualDisplay {
  /** The value for DISPLAY, such as `:3`. */
  readonly name: string;
  /** The ids of the windows of a program (its X class) that can be seen. */
  windows(program: string): string[];
  /** Presses a key by its X name, such as `Escape` or `Return`, in the window that has the keyboard. */
  press(key: string): void;
  type(text: string): void;
  stop(): Promise<void>;
}

/** Starts an X display of its own, `1024x768` unless told; throws an Error of one line that names the missing package. */
export function startVirtualDisplay(options?: { readonly size?: string }): Promise<VirtualDisplay>;
