interface Window {
  benchSidebar?: () => import('./sidebar.mjs').Entry[];
}
