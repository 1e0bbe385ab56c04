import type {
  ConnectorConfigFormItem,
  ConnectorMetadata,
  ConnectorPlatform,
  ConnectorConfigFormItemType as Type,
} from '@logto/connector-kit';

// As texts, so that nothing of the kit has to be loaded for its enums.
const Text = 'Text' satisfies `${Type.Text}` as Type.Text;
const Select = 'Select' satisfies `${Type.Select}` as Type.Select;
const Switch = 'Switch' satisfies `${Type.Switch}` as Type.Switch;
const platform = 'Universal' satisfies `${ConnectorPlatform.Universal}` as ConnectorPlatform.Universal;

const formItems: ConnectorConfigFormItem[] = [
  {
    key: 'clientId',
    type: Text,
    label: 'Client ID',
    required: true,
    placeholder: 'ding…',
    description:
      'From "Credentials and Basic Information" of your app in DingTalk\'s developer console; formerly AppKey or SuiteKey. Works once a version of the app is published.',
  },
  {
    key: 'clientSecret',
    type: Text,
    label: 'Client Secret',
    required: true,
    isConfidential: true,
    description: 'From the same page; formerly AppSecret or SuiteSecret.',
  },
  {
    key: 'scope',
    type: Select,
    label: 'Scope',
    defaultValue: 'openid',
    selectItems: [
      { value: 'openid', title: 'openid: who the person is' },
      { value: 'openid corpid', title: 'openid corpid: and the organization that the person chooses' },
    ],
    description: 'With `openid corpid` the raw data has the `corpId` of the organization chosen at sign-in.',
  },
  {
    key: 'region',
    type: Select,
    label: 'Region',
    defaultValue: 'cn',
    selectItems: [
      { value: 'cn', title: 'dingtalk.com' },
      { value: 'intl', title: 'dingtalk.io, for organizations registered outside mainland China' },
    ],
    description: 'An app of one region doesn’t exist in the other.',
  },
  {
    key: 'email',
    type: Select,
    label: 'E-mail address',
    defaultValue: 'none',
    selectItems: [
      { value: 'none', title: 'Leave it out' },
      { value: 'organization', title: "Take the organization's address" },
      { value: 'personal', title: "Take the person's own, unverified address" },
    ],
    description:
      "Logto takes the address of a social sign-in for verified and links accounts by it. The one that DingTalk tells is the person's own: nobody has verified it, and it may belong to another organization. Choose that one only if nothing depends on e-mail addresses in your Logto. The organization's address comes from its directory and needs the permission qyapi_get_member.",
  },
  {
    key: 'allowedCorpIds',
    type: Text,
    label: 'Organizations that may sign in',
    placeholder: 'ding…, ding…',
    description:
      'Their corpIds, separated by commas. If empty, all users with a DingTalk account may sign in. Otherwise users choose an organization at sign-in, and can’t sign in with another one.',
  },
  {
    key: 'membership',
    type: Select,
    label: 'Membership',
    selectItems: [
      { value: '', title: 'Not asked for' },
      { value: 'required', title: "Only members of the app's organization; no external contacts" },
    ],
    description: 'Queries the directory at each sign-in. Needs the permission qyapi_get_member.',
  },
  {
    key: 'staff',
    type: Switch,
    label: 'Staff record',
    description:
      "Puts the person's record in the organization (title, departments, roles and so on) into the raw data as `staff`. Needs the permission qyapi_get_member.",
  },
  {
    key: 'prompt',
    type: Text,
    label: 'Prompt',
    placeholder: 'consent',
    description:
      'Only `consent` is documented by DingTalk; other products send `login consent` to let users change the account.',
  },
  {
    key: 'corpId',
    type: Text,
    label: 'Organization to preselect',
    placeholder: 'ding…',
    description:
      'Its corpId. This is only a convenience: it keeps no one out. Needs the scope `openid corpid`, and the user must be a member.',
  },
  {
    key: 'orgType',
    type: Select,
    label: 'Organizations offered',
    selectItems: [
      { value: '', title: 'All organizations of the user' },
      { value: 'management', title: 'Only organizations that the user administers' },
    ],
  },
  {
    key: 'exclusiveLogin',
    type: Switch,
    label: 'Sign in with an enterprise account (企业账号, formerly 专属账号)',
    description: "DingTalk then asks for the organization's code.",
  },
  {
    key: 'exclusiveCorpId',
    type: Text,
    label: 'Organization of the enterprise account',
    placeholder: 'ding…',
    description: 'Its corpId. Opens the sign-in page of this organization directly.',
  },
];

/**
 * The connector's metadata. `target` is the same as that of Logto's own connector, so that stored identities stay valid;
 * the id must differ, because Logto doesn't start with two connectors of the same id.
 */
export const metadata: ConnectorMetadata = {
  id: 'dingtalk-oauth2',
  target: 'dingtalk',
  platform,
  isTokenStorageSupported: true,
  name: {
    en: 'DingTalk',
    'zh-CN': '钉钉',
    'zh-TW': '釘釘',
    ja: 'DingTalk',
    ko: 'DingTalk',
    'tr-TR': 'DingTalk',
  },
  description: {
    en: 'Sign in with a DingTalk account.',
    'zh-CN': '使用钉钉账号登录。',
    'zh-TW': '使用釘釘帳號登入。',
    ja: 'DingTalk アカウントでサインインします。',
    ko: 'DingTalk 계정으로 로그인합니다.',
    'tr-TR': 'DingTalk hesabınızla oturum açın.',
  },
  logo: './logo.svg',
  logoDark: null,
  readme: './README.md',
  formItems,
};
