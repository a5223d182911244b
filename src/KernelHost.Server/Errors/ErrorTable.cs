using KernelHost.Assistants;
using KernelHost.Jobs;
using KernelHost.Kernels;
using KernelHost.Knowledge;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Routing.Switching;
using KernelHost.Rubrics;
using KernelHost.Security;

namespace KernelHost.Server.Errors;

/// <summary>The one table from exceptions to what clients see.</summary>
internal static class ErrorTable
{
    /// <summary>Null = nobody's fault but ours: a 500 without details.</summary>
    public static ApiError? Describe(Exception exception, HttpContext context) => exception switch
    {
        ApiErrorException e => e.Error,
        BadHttpRequestException e => BindingErrors.Describe(e, context),
        ModelResolutionException e => Resolution(e.Error),
        ProviderException e => Provider(e),
        ModelCallException { Reason: "timeout" } e => new(504, e.Reason, e.Message),
        ModelCallException e => new(503, e.Reason, e.Message),
        PluginArgumentException e => new(422, "invalid_argument", e.Message) { Param = e.Argument },
        ModelSwitchException e => new(422, e.Code, e.Message) { Param = $"$.{e.Member}" },
        ModelTrialException e => ProviderAnswer(e.Failure) with { Code = "probe_failed", Message = e.Message, Param = "$.model" },
        ProviderNotFoundException e => new(404, "provider_not_found", e.Message),
        PluginNotFoundException e => new(404, "plugin_not_found", e.Message),
        FunctionNotFoundException e => new(404, "function_not_found", e.Message),
        PluginNotAllowedException e => new(403, "plugin_not_allowed", e.Message),
        PluginBusyException e => new(429, "plugin_busy", e.Message) { RetryAfter = TimeSpan.FromSeconds(1) },
        PluginTimeoutException e => new(504, "plugin_timeout", e.Message),
        PluginFailedException { InnerException: PluginException } e => new(502, "plugin_failed", e.Message),   // it says so itself: what it builds on failed
        PluginFailedException e => new(500, "plugin_failed", e.Message),
        ConfigRejectedException { Malformed: { } code } e => new(400, code, e.Errors[0].Message),
        ConfigRejectedException e => new(422, "invalid_config", "The configuration was rejected; nothing was stored.") { Problems = e.Errors },
        LostUpdateException e => new(412, "lost_update", e.Message) { Param = "If-Match" },
        OrganizationNotFoundException e => new(404, "organization_not_found", e.Message),
        ConfigVersionNotFoundException e => new(404, "config_version_not_found", e.Message),
        RubricException e => RubricErrors.Describe(e),
        OrganizationRuleException e => Rule(e),
        ApiKeyRuleException e => Rule(e),
        KnowledgeException e => new(KnowledgeStatus(e.Code), e.Code, e.Message),
        KnowledgeRuleException e => new(KnowledgeStatus(e.Code), e.Code, e.Message) { Param = e.Member is { } member ? $"$.{member}" : null },
        AssistantRejectedException e => new(422, "invalid_assistant", e.Message) { Problems = e.Problems },
        AssistantRuleException { Code: "lost_update" } e => new(412, e.Code, e.Message) { Param = "If-Match" },
        AssistantRuleException e => new(409, e.Code, e.Message),
        JobsFullException e => new(429, "too_many_jobs", e.Message) { RetryAfter = TimeSpan.FromSeconds(10) },
        _ => null,
    };

    private static ApiError Rule(OrganizationRuleException e) => e.Code switch
    {
        "slug_taken" => new(409, e.Code, e.Message) { Param = "$.slug" },
        "invalid_slug" => new(422, e.Code, e.Message) { Param = "$.slug" },
        "invalid_name" => new(422, e.Code, e.Message) { Param = "$.name" },
        _ => new(409, e.Code, e.Message),
    };

    private static int KnowledgeStatus(string code) => code switch
    {
        "knowledge_base_not_found" or "document_not_found" => 404,
        "slug_taken" or "external_knowledge_base" => 409,
        "document_too_large" or "storage_limit_reached" => 413,   // not 507: clients ask again on their own what fails with a 5xx
        "unsupported_content_type" => 415,
        "knowledge_base_unavailable" => 502,
        _ => 422,
    };

    private static ApiError Rule(ApiKeyRuleException e) => new(KeyRuleStatus(e.Code), e.Code, e.Message) { Param = e.Member is { } member ? $"$.{member}" : null };

    private static int KeyRuleStatus(string code) => code switch
    {
        "role_not_allowed" => 403,
        "already_rotated" or "key_expired" or "configured_key" => 409,
        _ => 422,
    };

    private static ApiError Resolution(ResolutionError error) => error.Code switch
    {
        ResolutionError.ModelNotFound => new(404, error.Code, error.Message) { Param = "model" },
        ResolutionError.ModelTypeMismatch or ResolutionError.EndpointNotSupported => new(400, error.Code, error.Message) { Param = "model" },
        ResolutionError.ModelNotAllowed => new(403, error.Code, error.Message) { Param = "model" },
        _ => new(503, error.Code, error.Message) { Param = "model" },
    };

    /// <summary>The caller's own mistakes keep the upstream's status; the host's trouble with the upstream is 502, 504 or 429.</summary>
    private static ApiError Provider(ProviderException e) => ProviderAnswer(e) with { Attempts = e.Attempts };

    private static ApiError ProviderAnswer(ProviderException e) => e.Class switch
    {
        FailureClass.RateLimit => new(429, e.Code ?? "rate_limit_exceeded", e.Message) { RetryAfter = e.RetryAfter },
        FailureClass.Timeout => new(504, "upstream_timeout", e.Message),
        FailureClass.Auth => new(502, "upstream_auth", e.Message),
        FailureClass.Error => new(502, "upstream_error", e.Message),
        FailureClass.ContextLength => new(ClientStatus(e), e.Code ?? "context_length_exceeded", e.Message) { Param = e.Param },
        FailureClass.ContentFilter => new(ClientStatus(e), e.Code ?? "content_filter", e.Message) { Param = e.Param },
        _ => new(ClientStatus(e), e.Code ?? "bad_request", e.Message) { Param = e.Param },
    };

    private static int ClientStatus(ProviderException e) => e.Status is >= 400 and < 500 and var status ? status : 400;
}
