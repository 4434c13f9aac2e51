/** Everything of the driver that needs a server: loaded with the first request, so that the window opens without it. */
export { check } from './check';
export { create } from './create';
export { list } from './listing';
export { probe } from './probe';
export { revoke } from './revoke';
export { signIn, signOut } from './sign-in';
