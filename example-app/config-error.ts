/** A setting that makes no sense; the message says which and what it should be. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}
