/** The clients that DingTalk's library knows by the user agent and by what they put on the window. */
export type Client = 'iOS' | 'Android' | 'PC';

/** What a client says to a call; `asks` DingTalk, which here is the simulator. */
type Manner = 'asks' | 'declines' | 'is silent' | 'gives nothing' | 'lacks it';

export interface NativeBridge {
  client: Client;
  /** Where the simulator gives codes to pages. */
  codes: string;
  /** By the last part of a call's name; `asks` where nothing is said. */
  manners: Record<string, Manner>;
  /** Whether the bridge itself comes up. */
  starts: boolean;
}

/** What the client was asked in this window, as the last part of each call's name; sign-in loads the page anew. */
export const calls = "JSON.parse(sessionStorage.calls ?? '[]')";

export function userAgentOf(client: Client, version: string): string {
  const agents = {
    iOS: `Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/21A329 AliApp(DingTalk/${version})`,
    Android: `Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 AliApp(DingTalk/${version})`,
    PC: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/91 Safari/537.36 dingtalk-win/1.0.0 DingTalk(${version}-Release.1)`,
  };
  return agents[client];
}

/**
 * A script that gives a page what the library looks for in the window of a DingTalk client, as far as codes go. Runs
 * before all others.
 */
export function nativeBridge(bridge: NativeBridge): string {
  return `(${install})(${JSON.stringify(bridge)})`;
}

interface Message {
  msgId: number;
  methodName: string;
  body: Record<string, unknown>;
}

/** Runs in the page. */
function install({ client, codes, manners, starts }: NativeBridge): void {
  // biome-ignore lint/suspicious/noExplicitAny: the windows of three clients, none of which has types.
  const page = globalThis as any;
  const failures: Partial<Record<Manner, object>> = {
    declines: { errorCode: '-1', errorMessage: 'cancel' },
    'lacks it': { errorCode: '1', errorMessage: 'method not found' },
  };
  const answer = async (method: string, { corpId, clientId }: Record<string, unknown>) => {
    const name = method.split('.').pop() ?? '';
    page.sessionStorage.calls = JSON.stringify([...JSON.parse(page.sessionStorage.calls ?? '[]'), name]);
    const manner = manners[name] ?? 'asks';
    if (manner === 'is silent') return new Promise<never>(() => undefined);
    if (manner === 'gives nothing') return {};
    const failure = failures[manner];
    if (failure) return failure;
    const api = name === 'requestAuthCodeV2' ? 'new' : 'old';
    const body = JSON.stringify({ api, corpId, clientId });
    const response = await fetch(codes, { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
    return (await response.json()) as Record<string, unknown>;
  };
  const failed = (answered: object) => 'errorCode' in answered;

  const ios = () => {
    page.WebViewJavascriptBridge = {
      init() {
        if (!starts) throw new Error('no bridge');
      },
      async callHandler(method: string, params: Record<string, unknown>, done: (answer: object) => void) {
        const answered = await answer(method, params);
        // Numbers are texts here.
        if ('errorCode' in answered) done({ ...answered, errorCode: String(answered.errorCode) });
        else done({ errorCode: '0', result: answered });
      },
    };
  };

  const android = () => {
    page.nuva = {
      isReady: starts,
      require:
        () =>
        async (
          succeed: (answer: object) => void,
          fail: (answer: object) => void,
          module: string,
          action: string,
          params: Record<string, unknown>,
        ) => {
          const answered = await answer(`${module}.${action}`, params);
          if (failed(answered)) fail(answered);
          else succeed(answered);
        },
    };
    const detail = { errorCode: '2', errorMessage: 'nuva did not start' };
    if (starts) return;
    page.addEventListener('load', () => {
      page.document.dispatchEvent(new page.CustomEvent('runtimefailed', { detail }));
    });
  };

  // The library knows a computer's client by `invokeAPI`, and then posts what it asks to the frame around the page,
  // which the page's name tells of. A client that tells of none is never asked.
  const pc = () => {
    page.dingtalk = { platform: { invokeAPI() {} } };
    if (!starts) return;
    const origin = 'https://im.dingtalk.com';
    page.name = JSON.stringify({ containerId: 'container', hostOrigin: origin });
    const post = page.postMessage.bind(page);
    page.postMessage = async (message: Message, to: string) => {
      if (to !== origin) return post(message, to);
      const { msgId, methodName, body } = message;
      const answered = await answer(methodName, body);
      const data = { type: 'response', msgId, success: !failed(answered), body: answered };
      page.dispatchEvent(new page.MessageEvent('message', { data, origin }));
    };
  };

  ({ iOS: ios, Android: android, PC: pc })[client]();
}
