package org.drawbridge.sandbox.internal.entra;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entra's errors: code, OAuth error, status, suberror and text (reference: entra-sharepoint §B). Where the reference
 * calls an error or status unverified, or has none, what stands here is the likeliest. {@code {name}} in the text is
 * filled from the request.
 */
public enum EntraError {
    GRANT_TYPE_MISSING(
            900144, "invalid_request", 400, "The request body must contain the following parameter: '{parameter}'."),
    GRANT_TYPE_UNSUPPORTED(
            70003, "unsupported_grant_type", 400, "The app requested an unsupported grant type '{grant}'."),
    SCOPE_MISSING(
            90014,
            "invalid_request",
            400,
            "The required field 'scope' is missing from the credential. Ensure that you have all the necessary"
                    + " parameters for the login request."),
    SCOPE_INVALID(
            70011,
            "invalid_scope",
            400,
            "The provided request must include a 'scope' input parameter. The provided value for the input parameter"
                    + " 'scope' is not valid. The scope {scope} is not valid."),
    SCOPE_NOT_DEFAULT(
            1002012,
            "invalid_scope",
            400,
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with"
                    + " /.default suffixed to the resource identifier (application ID URI)."),
    SCOPE_SEVERAL_RESOURCES(
            28000,
            "invalid_request",
            400,
            "Provided value for the input parameter scope is not valid because it contains more than one resource."
                    + " Scope {scope} is not valid."),
    CODE_SEVERAL_RESOURCES(
            700022,
            "invalid_request",
            400,
            "Provided value for the input parameter scope is not valid because it contains more than one resource."
                    + " Scope {scope} is not valid."),
    RESOURCE_UNKNOWN(
            500011,
            "invalid_resource",
            400,
            "The resource principal named {resource} was not found in the tenant named {tenantName}. This can happen"
                    + " if the application has not been installed by the administrator of the tenant or consented to by"
                    + " any user in the tenant. You might have sent your authentication request to the wrong tenant."),
    RESOURCE_NOT_REQUESTED(
            650057,
            "invalid_resource",
            400,
            "Invalid resource. The client has requested access to a resource which is not listed in the requested"
                    + " permissions in the client's application registration. Client app ID: {app}({name}). Resource value"
                    + " from request: {resource}."),
    TENANT_UNKNOWN(
            90002,
            "invalid_request",
            400,
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the"
                    + " correct cloud. Check with your subscription administrator, this may happen if there are no active"
                    + " subscriptions for the tenant."),
    TENANT_NOT_GIVEN(
            50059,
            "invalid_request",
            400,
            "No tenant-identifying information found in either the request or implied by any provided credentials."),
    SINGLE_TENANT_APP(
            50194,
            "invalid_request",
            400,
            "Application '{app}'({name}) is not configured as a multi-tenant application. Usage of the /common"
                    + " endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint"
                    + " or configure the application to be multi-tenant."),
    CLOUD_REDIRECT(
            90038,
            "invalid_request",
            400,
            "The specified tenant '{tenant}' belongs to the National Cloud '{cloud}'. Current cloud instance"
                    + " '{loginHost}' does not federate with {cloud}. A cloud redirect error is returned."),
    CLOUD_WRONG(900432, "invalid_request", 400, "Confidential Client is not supported in Cross Cloud request."),
    APP_UNKNOWN(
            700016,
            "unauthorized_client",
            400,
            "Application with identifier '{app}' was not found in the directory '{tenantName}'. This can happen if the"
                    + " application has not been installed by the administrator of the tenant or consented to by any user"
                    + " in the tenant. You may have sent your authentication request to the wrong tenant."),
    APP_DISABLED(7000112, "unauthorized_client", 400, "Application '{app}'({name}) is disabled."),
    APP_PUBLIC(
            700025,
            "invalid_client",
            401,
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
    CREDENTIAL_MISSING(
            7000218,
            "invalid_client",
            401,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
    SECRET_WRONG(
            7000215,
            "invalid_client",
            401,
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value,"
                    + " not the client secret ID, for a secret added to app '{app}'."),
    SECRET_EXPIRED(
            7000222,
            "invalid_client",
            401,
            "The provided client secret keys for app '{app}' are expired. Visit the Azure portal to create new keys"
                    + " for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added"
                    + " security: https://aka.ms/certCreds."),
    CERTIFICATE_NOT_REGISTERED(
            700027,
            "invalid_client",
            401,
            "The certificate with identifier used to sign the client assertion is not registered on application."
                    + " [Reason - {reason}, Thumbprint of key used by client: '{thumbprint}', Please visit the Azure"
                    + " Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{app}'. Review"
                    + " the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the"
                    + " corresponding service endpoint and"
                    + " https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build"
                    + " a query request URL, such as 'https://graph.microsoft.com/beta/applications/{app}']."),
    ASSERTION_TIME(
            700024,
            "invalid_client",
            401,
            "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {from},"
                    + " expiry time of assertion {until}."),
    ASSERTION_AUDIENCE(
            700023,
            "invalid_client",
            401,
            "Client assertion audience claim does not match Realm issuer. Review the documentation at"
                    + " https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials"
                    + " ."),
    ASSERTION_CLIENT(
            700021,
            "invalid_client",
            401,
            "Client assertion application identifier doesn't match 'client_id' parameter."),
    ASSERTION_UNSIGNED(
            5002723,
            "invalid_client",
            401,
            "Invalid JWT token. No certificate SHA-1 thumbprint, certificate SHA-256 thumbprint, nor keyId specified in"
                    + " token header."),
    ASSERTION_MALFORMED(50027, "invalid_request", 400, "JWT token is invalid or malformed."),
    CONSENT_REQUIRED(
            65001,
            "invalid_grant",
            400,
            "consent_required",
            "The user or administrator has not consented to use the application with ID '{app}' named '{name}'. Send an"
                    + " interactive authorization request for this user and resource."),
    CONSENT_DECLINED(65004, "access_denied", 400, "User declined to consent to access the app."),
    ADMIN_CONSENT_REQUIRED(
            90094,
            "access_denied",
            400,
            "Admin consent is required for the permissions requested by this application ({name})."),
    MFA_REQUIRED(
            50076,
            "invalid_grant",
            400,
            "basic_action",
            "Due to a configuration change made by your administrator, or because you moved to a new location, you"
                    + " must use multi-factor authentication to access '{resource}'."),
    MFA_ENROLMENT(
            50079,
            "invalid_grant",
            400,
            "basic_action",
            "Due to a configuration change made by your administrator, or because you moved to a new location, you must"
                    + " enroll in multi-factor authentication to access '{resource}'."),
    CONDITIONAL_ACCESS(
            53003,
            "invalid_grant",
            400,
            "message_only",
            "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."),
    NOT_ASSIGNED(
            50105,
            "invalid_grant",
            400,
            "Your administrator has configured the application {name} ('{app}') to block users unless they are"
                    + " specifically granted ('assigned') access to the application."),
    OTHER_TENANTS_ACCOUNT(
            50020,
            "invalid_grant",
            400,
            "User account '{user}' from identity provider '{idp}' does not exist in tenant '{tenantName}' and cannot"
                    + " access the application '{app}'({name}) in that tenant."),
    ACCOUNT_UNKNOWN(
            50034,
            "invalid_grant",
            400,
            "The user account {user} does not exist in the {tenant} directory. To sign into this application, the"
                    + " account must be added to the directory."),
    PASSWORD_WRONG(50126, "invalid_grant", 400, "Error validating credentials due to invalid username or password."),
    REPLY_ADDRESS(
            50011,
            "invalid_request",
            400,
            "The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the"
                    + " application '{app}'. Make sure the redirect URI sent in the request matches one added to your"
                    + " application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more"
                    + " about how to troubleshoot this."),
    NO_REPLY_ADDRESS(500113, "invalid_request", 400, "No reply address is registered for the application."),
    REPLY_ADDRESS_CHANGED(
            500112,
            "invalid_client",
            401,
            "The reply address '{redirect}' does not match the reply address '{given}' provided when requesting"
                    + " Authorization code."),
    RESPONSE_TYPE(
            70005,
            "unsupported_response_type",
            400,
            "The app requested an unsupported response type '{responseType}'."),
    PROMPT(90023, "invalid_request", 400, "Unsupported 'prompt' value '{prompt}'."),
    NOBODY_SIGNED_IN(50058, "login_required", 400, "A silent sign-in request was sent but no user is signed in."),
    SEVERAL_SIGNED_IN(
            16000,
            "interaction_required",
            400,
            "Either multiple user identities are available for the current request or selected account is not supported"
                    + " for the scenario."),
    SCOPE_UNKNOWN(
            650053,
            "invalid_client",
            400,
            "The application '{name}' asked for scope '{scope}' that doesn't exist on the resource '{resource}'. Contact"
                    + " the app vendor."),
    ADMIN_CONSENT_ASKED(
            90095,
            "access_denied",
            400,
            "Admin consent is required for the permissions requested by this application. An admin consent request may"
                    + " be sent to the admin."),
    SERVICE_DISABLED(
            500014,
            "invalid_resource",
            400,
            "The service principal for resource '{resource}' is disabled. This indicate that a subscription within the"
                    + " tenant has lapsed, or that the administrator for this tenant has disabled the application,"
                    + " preventing tokens from being issued for it."),
    DEVICE_NOT_COMPLIANT(
            53000,
            "invalid_grant",
            400,
            "message_only",
            "Your device is required to be managed to access this resource."),
    EXTERNAL_CHALLENGE(
            50158,
            "invalid_grant",
            400,
            "basic_action",
            "External security challenge not satisfied. User will be redirected to another page or authentication"
                    + " provider to satisfy additional authentication challenges."),
    ACCOUNT_DISABLED(50057, "invalid_grant", 400, "The user account is disabled."),
    ACCOUNT_LOCKED(
            50053,
            "invalid_grant",
            400,
            "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."),
    PASSWORD_EXPIRED(50055, "invalid_grant", 400, "The password is expired."),
    SECOND_FACTOR_WRONG(500121, "invalid_grant", 400, "Authentication failed during strong authentication request."),
    DEVICE_PENDING(
            70016,
            "authorization_pending",
            400,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling."),
    // Not in Entra's list (reference: entra-sharepoint §A, device code), but in RFC 8628, so it comes by a switch only.
    DEVICE_SLOW_DOWN(70016, "slow_down", 400, "OAuth 2.0 device flow error. Poll more slowly."),
    DEVICE_DECLINED(65004, "authorization_declined", 400, "User declined to consent to access the app."),
    DEVICE_CODE_UNKNOWN(
            70018,
            "bad_verification_code",
            400,
            "Invalid verification code due to User typing in wrong user code for device code flow. Authorization isn't"
                    + " approved."),
    DEVICE_USER_CODE_EXPIRED(70019, "code_expired", 400, "Verification code expired. Have the user retry the sign-in."),
    DEVICE_EXPIRED(
            70020,
            "expired_token",
            400,
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired."),
    DEVICE_FLOW_BLOCKED(
            530036,
            "invalid_grant",
            400,
            "message_only",
            "Access has been blocked by Conditional Access policies. The authentication flow that was used is blocked by"
                    + " the authentication flows policy."),
    GRANT_INVALID(70000, "invalid_grant", 400, "Provided grant is invalid or malformed."),
    CODE_EXPIRED(
            70008,
            "invalid_grant",
            400,
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive"
                    + " authorization request for this user and resource."),
    CODE_REDEEMED(
            54005,
            "invalid_grant",
            400,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code."),
    CODE_VERIFIER(
            501481,
            "invalid_grant",
            400,
            "The Code_Verifier does not match the code_challenge supplied in the authorization request."),
    REFRESH_EXPIRED(700082, "invalid_grant", 400, "The refresh token has expired due to inactivity."),
    REFRESH_POLICY(
            70043,
            "invalid_grant",
            400,
            "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access."),
    SESSION_REVOKED(
            50173,
            "invalid_grant",
            400,
            "The provided grant has expired due to it being revoked, a fresh auth token is needed."),
    LOOP(
            50196,
            "invalid_request",
            400,
            "The server terminated an operation because it encountered a client request loop."),
    TRANSIENT(90033, "temporarily_unavailable", 503, "A transient error has occurred. Please try again."),
    THROTTLED(90055, "temporarily_unavailable", 429, "There are too many incoming requests. Please try again later.");

    /** Where sign-ins can be refused. */
    enum Stage {
        AUTHORIZE,
        CLIENT_CREDENTIALS,
        CODE,
        REFRESH,
        DEVICE,
        PASSWORD
    }

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z]+)\\}");

    private final int code;
    private final String error;
    private final int status;
    private final String suberror;
    private final String text;

    EntraError(int code, String error, int status, String text) {
        this(code, error, status, "", text);
    }

    EntraError(int code, String error, int status, String suberror, String text) {
        this.code = code;
        this.error = error;
        this.status = status;
        this.suberror = suberror;
        this.text = text;
    }

    /** The number after AADSTS. */
    public int code() {
        return code;
    }

    /** The OAuth error. */
    public String error() {
        return error;
    }

    public int status() {
        return status;
    }

    /** Empty for none. */
    public String suberror() {
        return suberror;
    }

    /** {@code AADSTS…: …} with the values filled in. */
    String describe(Map<String, String> values) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder("AADSTS").append(code).append(": ");
        while (matcher.find()) {
            matcher.appendReplacement(filled, Matcher.quoteReplacement(values.getOrDefault(matcher.group(1), "")));
        }
        return matcher.appendTail(filled).toString();
    }

    /** Where it can come up at all. Apps that sign in as themselves can be refused with any. */
    boolean concerns(Stage stage) {
        if (stage == Stage.CLIENT_CREDENTIALS) {
            return true;
        }
        return switch (this) {
            case REFRESH_EXPIRED, REFRESH_POLICY, SESSION_REVOKED -> stage == Stage.REFRESH;
            case CODE_REDEEMED, CODE_VERIFIER, CODE_EXPIRED, CODE_SEVERAL_RESOURCES, REPLY_ADDRESS_CHANGED ->
                stage == Stage.CODE;
            case PASSWORD_WRONG, ACCOUNT_UNKNOWN -> stage == Stage.PASSWORD;
            // In the browser the second factor is simply asked for.
            case MFA_REQUIRED, MFA_ENROLMENT, EXTERNAL_CHALLENGE -> stage == Stage.REFRESH || stage == Stage.PASSWORD;
            case CONSENT_REQUIRED -> stage != Stage.AUTHORIZE;
            case DEVICE_FLOW_BLOCKED -> stage == Stage.DEVICE;
            default -> deviceOnly() ? stage == Stage.DEVICE : !aboutTheClient() || stage != Stage.AUTHORIZE;
        };
    }

    /** What a device that waits for its user learns at once, and not by what the user does. */
    boolean atPolling() {
        return aboutTheClient() || deviceOnly();
    }

    private boolean deviceOnly() {
        return switch (this) {
            case DEVICE_PENDING,
                    DEVICE_SLOW_DOWN,
                    DEVICE_DECLINED,
                    DEVICE_CODE_UNKNOWN,
                    DEVICE_USER_CODE_EXPIRED,
                    DEVICE_EXPIRED -> true;
            default -> false;
        };
    }

    private boolean aboutTheClient() {
        return error.equals("invalid_client") && this != SCOPE_UNKNOWN;
    }

    /** The claims challenge that comes with it, empty for none (reference: entra-sharepoint §B, 53003). */
    String claims() {
        return this == CONDITIONAL_ACCESS
                ? "{\"access_token\":{\"capolids\":{\"essential\":true,"
                        + "\"values\":[\"3f8b1f0a-6a0e-4a55-9b0c-2d1b7f3c9e10\"]}}}"
                : "";
    }
}
