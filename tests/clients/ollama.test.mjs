import { clientSuite } from './suite.mjs';
import { ollama } from './providers.mjs';

clientSuite(ollama);
