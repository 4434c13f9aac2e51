import { connectState } from './stores/state';

// Imported before all else, so that main prepares the first snapshot while React and the components are still being evaluated.
connectState();
