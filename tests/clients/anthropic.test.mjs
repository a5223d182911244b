import { clientSuite } from './suite.mjs';
import { anthropic } from './providers.mjs';

clientSuite(anthropic);
