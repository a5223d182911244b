using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace KernelHost.Server.Tests.Errors;

public sealed class ErrorTableTests
{
    [Theory]
    [InlineData(ResolutionError.ModelNotFound, 404)]
    [InlineData(ResolutionError.ModelTypeMismatch, 400)]
    [InlineData(ResolutionError.ModelNotAllowed, 403)]
    [InlineData(ResolutionError.ModelUnavailable, 503)]
    [InlineData(ResolutionError.NoModelAvailable, 503)]
    [InlineData(ResolutionError.SmallFastNotConfigured, 503)]
    public void A_request_without_a_route_says_why(string code, int status)
    {
        var error = Describe(new ModelResolutionException(new(code, "why", [])));

        Assert.Equal((status, code, "model"), (error.Status, error.Code, error.Param));
    }

    [Fact]
    public void A_plugin_that_says_why_it_cannot_is_no_fault_of_the_host_and_one_that_breaks_is()
    {
        var said = Describe(new PluginFailedException("Rubric", "generate", "no usable answer", new PluginException("no usable answer")));
        var broke = Describe(new PluginFailedException("Rubric", "generate", "it failed", new InvalidOperationException("oops")));

        Assert.Equal((502, "plugin_failed", 500, "plugin_failed"), (said.Status, said.Code, broke.Status, broke.Code));
    }

    [Theory]
    [InlineData(FailureClass.RateLimit, 429, 429, "rate_limit_exceeded")]
    [InlineData(FailureClass.Timeout, null, 504, "upstream_timeout")]
    [InlineData(FailureClass.Error, 503, 502, "upstream_error")]
    [InlineData(FailureClass.Error, 200, 502, "upstream_error")]
    [InlineData(FailureClass.Auth, 401, 502, "upstream_auth")]
    [InlineData(FailureClass.ContextLength, 400, 400, "context_length_exceeded")]
    [InlineData(FailureClass.ContentFilter, 422, 422, "content_filter")]
    [InlineData(FailureClass.BadRequest, 404, 404, "bad_request")]
    [InlineData(FailureClass.BadRequest, null, 400, "bad_request")]
    public void A_failed_model_server_has_its_class_and_only_the_callers_own_mistakes_keep_its_status(FailureClass failure, int? upstream, int status, string code)
    {
        var error = Describe(new ProviderException(failure, "why") { Status = upstream });

        Assert.Equal((status, code), (error.Status, error.Code));
    }

    [Theory]
    [InlineData("timeout", 504)]
    [InlineData("invalid_answer", 503)]
    public void A_plugins_model_that_takes_too_long_is_a_timeout(string reason, int status)
    {
        var error = Describe(new ModelCallException("why", reason));

        Assert.Equal((status, reason), (error.Status, error.Code));
    }

    [Fact]
    public void An_upstreams_own_words_come_through()
    {
        var error = Describe(new ProviderException(FailureClass.RateLimit, "slow down") { Code = "insufficient_quota", RetryAfter = TimeSpan.FromSeconds(7) });

        Assert.Equal(("slow down", "insufficient_quota", TimeSpan.FromSeconds(7)), (error.Message, error.Code, error.RetryAfter));
    }

    [Fact]
    public void A_bad_plugin_argument_is_named() =>
        Assert.Equal((422, "query"), Describe(new PluginArgumentException("query", "must not be empty")) is var error ? (error.Status, error.Param) : default);

    [Fact]
    public void A_lost_update_is_a_failed_precondition() => Assert.Equal(412, Describe(new LostUpdateException("acme", 1, 2)).Status);

    [Fact]
    public void What_nobody_foresaw_is_not_described() =>
        Assert.Null(ErrorTable.Describe(new InvalidOperationException("secret detail"), new DefaultHttpContext()));

    private static ApiError Describe(Exception exception) => ErrorTable.Describe(exception, new DefaultHttpContext())!;
}
