import { clientSuite } from './suite.mjs';

// No variable is set: the provider that is always there answers.
clientSuite('embedded', {
  chat: 'embedded/extractive',
  tools: 'embedded/extractive',
  embedding: 'embedded/hash-embedding',
  environment: () => ({}),
});
