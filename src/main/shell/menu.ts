import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/** Menu and shortcuts. Commands go to the window as `ui.command`; editing and window roles are the system's. */
export function setMenu(command: (name: string) => void): void {
  const mac = process.platform === 'darwin';
  const item = (id: string, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    ...(accelerator ? { accelerator } : {}),
    click: () => command(id),
  });
  const template: MenuItemConstructorOptions[] = [
    ...(mac
      ? [
          {
            label: app.name,
            submenu: [
              item('about', 'About Tessera'),
              { type: 'separator' },
              item('settings', 'Settings…', 'CmdOrCtrl+,'),
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { type: 'separator' },
              { role: 'quit' },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: 'File',
      submenu: [
        item('addServer', 'Add Server…', 'CmdOrCtrl+Shift+A'),
        item('createKey', 'Create Key…', 'CmdOrCtrl+Shift+K'),
        item('findKey', 'Find a Leaked Key…', 'CmdOrCtrl+Shift+F'),
        { type: 'separator' },
        ...(mac ? [] : [item('settings', 'Settings…', 'CmdOrCtrl+,'), { type: 'separator' } as const]),
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [item('palette', 'Command Palette…', 'CmdOrCtrl+K'), item('refresh', 'Refresh', 'F5')],
    },
    { role: 'windowMenu' },
    { label: 'Help', submenu: [item('about', 'About Tessera')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
