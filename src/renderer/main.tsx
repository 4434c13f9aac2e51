import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { connectState } from './stores/state';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
connectState();
createRoot(root).render(<App />);
