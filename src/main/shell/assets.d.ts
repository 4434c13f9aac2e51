/** A file below resources/, which the app is shipped with: the import is its path. */
declare module '*?asset' {
  const path: string;
  export default path;
}
