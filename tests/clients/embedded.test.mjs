import { clientSuite } from './suite.mjs';
import { embedded } from './providers.mjs';

clientSuite(embedded);
