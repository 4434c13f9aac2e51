/** The main window. */
export function MainWindow() {
  return <main />;
}
