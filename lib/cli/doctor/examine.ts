import type { Agent } from 'node:http';
import { check } from '../../dingtalk/checks.js';
import { DingTalkClient } from '../../dingtalk/client.js';
import { checkApp } from './app.js';
import type { Desk } from './authorization.js';
import { after, type Finding, personCheckNames, skipped, wrong } from './finding.js';
import { checkNetwork } from './network.js';
import { checkNode } from './node.js';
import type { AppState } from './outcome.js';
import { skipDirectory } from './permissions.js';
import { checkPerson } from './person.js';
import * as remedies from './remedies.js';
import type { Settings } from './settings.js';
import { checkSso } from './sso.js';

/** What the examination uses of the world around it. */
export interface Surroundings {
  nodeVersion: string;
  agent: Agent | undefined;
  desk: Desk;
  /** Whether the person is to sign in; asked when everything else is known, and only if that makes sense. */
  wantsSignIn(): Promise<boolean>;
  /** Takes note of what may be shown nowhere. */
  learn(...secrets: (string | undefined)[]): void;
}

/** All checks in their order, each as soon as it is known. */
export async function* examine(settings: Settings, around: Surroundings): AsyncGenerator<Finding> {
  yield checkNode(around.nodeVersion);
  const network = await checkNetwork(settings);
  yield network.finding;
  const state: AppState = network.isReached ? {} : { failed: 'network' };
  const client = readClient(settings, around.agent);
  if (client instanceof DingTalkClient && !state.failed) {
    yield* checkApp(client, settings, state, around.learn);
  } else {
    yield client instanceof DingTalkClient ? after('credentials', 'network') : client;
    state.failed ??= 'credentials';
    yield after('ip-allow-list', state.failed);
    yield settings.corpId === undefined
      ? skipped('corp-id', remedies.corpIdMissing())
      : after('corp-id', state.failed);
    yield* skipDirectory(state.failed);
  }
  yield await checkSso(settings, network.isReached, around);
  if (!(client instanceof DingTalkClient) || state.failed) {
    if (settings.signIn)
      for (const name of personCheckNames) yield after(name, state.failed ?? 'credentials');
  } else if (await around.wantsSignIn()) {
    yield* checkPerson(client, settings, state, around.desk, around.learn);
  }
}

/** The client, or why there can be none. */
function readClient(settings: Settings, agent: Agent | undefined): DingTalkClient | Finding {
  const { clientId, clientSecret, region, origins, timeoutMs } = settings;
  const names = { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret };
  const missing = Object.entries(names).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (clientId === undefined || clientSecret === undefined) {
    const message = {
      en: `not given: ${missing.join(', ')}`,
      zh: `没有设置 ${missing.join('、')}`,
    };
    return wrong('credentials', message, remedies.credentialsMissing());
  }
  const odd = Object.entries(names).flatMap(([name, value]) => (isOdd(value) ? [name] : []));
  if (odd.length > 0) {
    const message = {
      en: `${odd.join(', ')}: a blank at an end, or a character that cannot be seen`,
      zh: `${odd.join('、')} 首尾有空白，或含有不可见字符`,
    };
    return wrong('credentials', message, remedies.credentialsMissing());
  }
  return new DingTalkClient({ clientID: clientId, clientSecret, region, origins, timeoutMs, agent });
}

function isOdd(value: unknown): boolean {
  try {
    check.text('', value);
    return false;
  } catch {
    return true;
  }
}
