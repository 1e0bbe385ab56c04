/** Where each door is. DingTalk's developer console has to know the callback and the admin page. */
export const SIGN_IN_PATH = '/auth/dingtalk';
export const CALLBACK_PATH = '/auth/dingtalk/callback';
export const QR_CODE_PATH = '/auth/dingtalk/qr';
export const IN_APP_PATH = '/auth/dingtalk/in-app';
/** Where a page inside DingTalk says why it got no code. */
export const IN_APP_PROBLEM_PATH = '/auth/dingtalk/in-app/problem';
export const ADMIN_PATH = '/admin';
