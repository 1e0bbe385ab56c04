// What a strict TypeScript app writes. types.cts is its CommonJS twin.
import {
  DingTalkClient,
  DingTalkError,
  type DingTalkErrorCode,
  type DingTalkProfile,
  DingTalkStrategy,
  type DingTalkVerifyWithParams,
  isDingTalkError,
  Strategy,
} from 'passport-dingtalk-oauth2';
import type { Simulator } from 'passport-dingtalk-oauth2/simulator';

const credentials = { clientID: 'dingconsumer', clientSecret: 'of-no-value' };
const options = {
  ...credentials,
  callbackURL: '/auth/dingtalk/callback',
  corpId: process.env.CORP_ID,
};

export const plain = new DingTalkStrategy(options, async (_access, _refresh, profile, done) => {
  const who: DingTalkProfile = profile;
  const id: string = who.id;
  const photo: string | undefined = who.photos?.[0]?.value;
  done(null, { id, photo });
});

export const withRequest = new Strategy(
  { ...options, passReqToCallback: true },
  (req, _access, _refresh, profile, done) => {
    const ip: string | undefined = req.ip;
    done(null, { id: profile.id, ip });
  },
);

export class OurStrategy extends DingTalkStrategy {
  constructor() {
    super(options, (_access, _refresh, profile, done) => done(null, { id: profile.id }));
  }
}

const verify: DingTalkVerifyWithParams = (_access, _refresh, params, profile, done) => {
  const seconds: number = params.expires_in;
  done(null, { id: profile.id, seconds });
};
export const withParams = new Strategy(options, verify);

// @ts-expect-error: without a client secret
export const incomplete = new DingTalkStrategy({ clientID: 'x', callbackURL: '/' }, () => {});

export async function who(simulator: Simulator, code: string): Promise<string | DingTalkErrorCode> {
  const client = new DingTalkClient({ ...credentials, origins: simulator.origins });
  try {
    const { accessToken } = await client.exchangeCode(code);
    return (await client.me(accessToken)).unionId;
  } catch (error) {
    if (isDingTalkError(error)) return error.code;
    throw error instanceof DingTalkError ? error.toJSON() : error;
  }
}
