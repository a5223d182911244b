// The providers every client is tried over: their models, what they have, and the variables that configure them.

const faults = ['fault-400', 'fault-429-retry-7', 'fault-500', 'fault-context-length', 'fault-cut', 'fault-hang'];

export const openai = {
  name: 'openai',
  echo: 'gpt-4o',
  chat: 'openai/gpt-4o',
  tool: 'openai/tool-caller',
  tools: 'openai/tools-caller',
  embedding: 'openai/text-embedding-3-small',
  wire: true,
  images: true,
  logprobs: true,
  faults: true,
  environment: (upstream) => ({
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: `${upstream}/v1`,
    OPENAI_MODEL: 'gpt-4o',
    OPENAI_MODELS: ['gpt-4o', 'tool-caller', 'tools-caller', 'text-embedding-3-small', 'tts-1', 'whisper-1', ...faults].join(),
  }),
};

export const ollama = {
  name: 'ollama',
  echo: 'llama3.2:latest',
  chat: 'ollama/llama3.2:latest',
  reasons: true,
  tool: 'ollama/tool-caller',
  tools: 'ollama/tools-caller',
  embedding: 'ollama/nomic-embed-text:latest',
  images: true,
  logprobs: true,
  faults: true,
  environment: (upstream) => ({
    OLLAMA_BASE_URL: upstream,
    OLLAMA_MODEL: 'llama3.2:latest',
    OLLAMA_MODELS: ['llama3.2:latest', 'gpt-oss', 'tool-caller', 'tools-caller', 'nomic-embed-text:latest', ...faults].join(),
  }),
};

export const anthropic = {
  name: 'anthropic',
  echo: 'claude-sonnet-4-5',
  chat: 'anthropic/claude-sonnet-4-5',
  reasons: true,
  tool: 'anthropic/tool-caller',
  tools: 'anthropic/tools-caller',
  images: true,
  faults: true,
  environment: (upstream) => ({
    ANTHROPIC_API_KEY: 'sk-ant-test',
    ANTHROPIC_BASE_URL: upstream,
    ANTHROPIC_MODEL: 'claude-sonnet-4-5',
    ANTHROPIC_MODELS: ['claude-sonnet-4-5', 'tool-caller', 'tools-caller', ...faults].join(),
  }),
};

// No variable is set: the provider that is always there answers.
export const embedded = {
  name: 'embedded',
  chat: 'embedded/extractive',
  tool: 'embedded/extractive',
  embedding: 'embedded/hash-embedding',
  environment: () => ({}),
};
