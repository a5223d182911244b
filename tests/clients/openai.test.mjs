import { clientSuite } from './suite.mjs';
import { openai } from './providers.mjs';

clientSuite(openai);
