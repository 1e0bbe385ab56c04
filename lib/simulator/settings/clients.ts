import { isIP } from 'node:net';
import * as z from 'zod4';
import { urlOf } from '../gateway/http.js';
import { PERMISSIONS } from '../gateway/routes.js';
import { ROOT_DEPARTMENT } from './organizations.js';
import { because, flag, id, identifier, report, text } from './parse.js';

/** An app registered with the simulated DingTalk, as set up in the developer console. */
export interface SimulatorClient {
  /** Client ID, formerly AppKey or SuiteKey; unique among `clients`. */
  clientId: string;
  /** Client Secret, formerly AppSecret or SuiteSecret. */
  clientSecret: string;
  /** The 重定向URL list: absolute `http:` or `https:` URLs without a fragment. Any other redirect URL is refused. */
  redirectUrls: readonly string[];
  /** The admin page (管理后台地址), opened with `code` appended. @defaultValue none */
  adminUrl?: string | undefined;
  /** The name on the simulator's pages: one, or one for each language. @defaultValue the client ID */
  name?: string | Readonly<Record<'en' | 'zh-CN', string>> | undefined;
  /**
   * Permissions granted to the app. Without a call's permission the call is refused; without a field's, the field is
   * absent:
   * - `Contact.User.Read`: contact/users/me (403)
   * - `Contact.User.mobile`: its `mobile` and `stateCode`
   * - `qyapi_get_member`: getbyunionid and user/get (60011)
   * - `qyapi_get_department_list`: department/get (60011)
   * - `qyapi_get_omp_sso_userinfo`: ssoUserInfo (403)
   * - `fieldEmail` (邮箱等个人信息): `email` of user/get
   * - `fieldMobile` (企业员工手机号信息): `mobile` of user/get
   * @defaultValue all of these
   */
  permissions?: readonly string[] | undefined;
  /** The organization of an internal app, the only one its tokens see. @defaultValue the first organization */
  corpId?: string | undefined;
  /**
   * A third-party enterprise app gets masked mobile numbers from contact/users/me, and neither mobile nor e-mail from
   * user/get. It gets tokens by corpId only, for `authorizedCorpIds`. @defaultValue false
   */
  thirdParty?: boolean | undefined;
  /** corpIds of the organizations that installed a third-party app. @defaultValue none */
  authorizedCorpIds?: readonly string[] | undefined;
  /** The ticket last pushed to a third-party app, for corpAccessToken. @defaultValue none, and every one is refused */
  suiteTicket?: string | undefined;
  /**
   * The 服务器出口IP list. Calls with the app's tokens from other addresses are refused: with 403 by the new gateway, 60020
   * by the old one. A client on this machine can use 127.0.0.2 and so on. @defaultValue all addresses
   */
  allowedIps?: readonly string[] | undefined;
  /**
   * The contact scope (通讯录接口权限范围), returned by auth/scopes. user/get answers 50002 for members outside it,
   * department/get 50004 for departments. @defaultValue the whole organization
   */
  contactScope?: SimulatorContactScope | undefined;
  /** The credentials of an app that was never published don't work. @defaultValue true */
  published?: boolean | undefined;
  /** A stopped app (应用已停用) gets app tokens, but calls to the directory are refused (50003). @defaultValue false */
  stopped?: boolean | undefined;
}

/** A part of an organization: `{ departmentIds: [100], userIds: ['tea-001'] }`; `{}` is empty. */
export interface SimulatorContactScope {
  /** Departments, with all below them; 1 is the whole organization. @defaultValue none */
  departmentIds?: readonly number[] | undefined;
  /** userids of single people. @defaultValue none */
  userIds?: readonly string[] | undefined;
}

const redirectUrl = text
  .refine((url) => /^https?:$/.test(urlOf(url)?.protocol ?? '') && !url.includes('#'), because('redirectUrl'))
  .meta({ format: 'uri' });
const ipAddress = text.refine((address) => isIP(address) > 0, because('ipAddress'));

const ofCalls = new Set(Object.values(PERMISSIONS));
const permissions = [...ofCalls, 'Contact.User.mobile', 'fieldEmail', 'fieldMobile'];

/** @internal */
export const clientSchema = z
  .strictObject({
    clientId: identifier,
    clientSecret: text,
    redirectUrls: z.array(redirectUrl),
    adminUrl: redirectUrl.optional(),
    name: z.union([text, z.strictObject({ en: text, 'zh-CN': text })]).optional(),
    permissions: z.array(text.meta({ examples: permissions })).default(permissions),
    corpId: text.optional(),
    thirdParty: flag,
    authorizedCorpIds: z.array(text).optional(),
    suiteTicket: text.optional(),
    allowedIps: z.array(ipAddress).optional(),
    contactScope: z
      .strictObject({ departmentIds: z.array(id).default([]), userIds: z.array(text).default([]) })
      .default({ departmentIds: [ROOT_DEPARTMENT], userIds: [] }),
    published: z.boolean().default(true),
    stopped: flag,
  })
  .superRefine(({ thirdParty, corpId, authorizedCorpIds, suiteTicket }, ctx) => {
    if (thirdParty && corpId !== undefined) report(ctx, ['corpId'], 'notForThirdParty');
    if (!thirdParty && authorizedCorpIds) report(ctx, ['authorizedCorpIds'], 'notForInternal');
    if (!thirdParty && suiteTicket !== undefined) report(ctx, ['suiteTicket'], 'notForInternal');
  })
  .transform(({ name, corpId, authorizedCorpIds = [], ...given }) => ({
    ...given,
    name: typeof name === 'object' ? name : { en: name ?? given.clientId, 'zh-CN': name ?? given.clientId },
    corpIds: given.thirdParty ? authorizedCorpIds : corpId === undefined ? [] : [corpId],
  }))
  .meta({ id: 'client', description: 'One app registered with the simulated DingTalk.' });

/** @internal {@link SimulatorClient} with nothing left open. */
export type Client = z.output<typeof clientSchema>;
