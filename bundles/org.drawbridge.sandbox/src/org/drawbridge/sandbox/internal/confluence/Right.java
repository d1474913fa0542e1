package org.drawbridge.sandbox.internal.confluence;

/** A permission on a space, in the words of the permissions API, of JSON-RPC and of Cloud: {@code reference: confluence §4}. */
enum Right {
    VIEW("space", "read", "VIEWSPACE"),
    EXPORT("space", "export", "EXPORTSPACE"),
    RESTRICT("space", "restrict", "SETPAGEPERMISSIONS"),
    DELETE_OWN("space", "delete_own", "REMOVEOWNCONTENT"),
    DELETE_MAIL("space", "delete_mail", "REMOVEMAIL"),
    ADMINISTER("space", "administer", "SETSPACEPERMISSIONS"),
    CREATE_PAGE("page", "create", "EDITSPACE"),
    DELETE_PAGE("page", "delete", "REMOVEPAGE"),
    CREATE_BLOG("blogpost", "create", "EDITBLOG"),
    DELETE_BLOG("blogpost", "delete", "REMOVEBLOG"),
    CREATE_COMMENT("comment", "create", "COMMENT"),
    DELETE_COMMENT("comment", "delete", "REMOVECOMMENT"),
    CREATE_ATTACHMENT("attachment", "create", "CREATEATTACHMENT"),
    DELETE_ATTACHMENT("attachment", "delete", "REMOVEATTACHMENT");

    private final String target;
    private final String operation;
    private final String rpcName;

    Right(String target, String operation, String rpcName) {
        this.target = target;
        this.operation = operation;
        this.rpcName = rpcName;
    }

    String target() {
        return target;
    }

    String operation() {
        return operation;
    }

    String rpcName() {
        return rpcName;
    }

    /** The operation as Cloud names it. */
    String cloudOperation() {
        return switch (this) {
            case RESTRICT -> "restrict_content";
            case DELETE_OWN, DELETE_MAIL -> "delete";
            default -> operation;
        };
    }
}
