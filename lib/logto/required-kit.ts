// Stands for @logto/connector-kit in the entry for Logto as CommonJS. The kit is an ES module, which require() does
// not take everywhere: in jest without configuration nobody can load it.
import type * as Kit from '@logto/connector-kit';

/** What the kit's has, whose class nobody there could compare it with. */
class Lookalike extends Error {
  readonly code: Kit.ConnectorErrorCodes;
  readonly data: unknown;

  constructor(code: Kit.ConnectorErrorCodes, data: unknown) {
    super(`ConnectorError: ${JSON.stringify(data)}`);
    this.code = code;
    this.data = data;
  }
}

export const ConnectorError = (requireKit()?.ConnectorError ?? Lookalike) as typeof Kit.ConnectorError;

function requireKit(): typeof Kit | undefined {
  try {
    return require('@logto/connector-kit');
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (code === 'ERR_REQUIRE_ESM' || name === 'SyntaxError') return undefined;
    throw error;
  }
}
