/** The part of the driver that talks to servers: loaded when it is first needed. */
export { check } from './check';
export { create } from './create';
export { list, revoke } from './keys';
export { probe } from './probe';
export { signIn, signOut } from './sign-in';
