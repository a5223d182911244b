using KernelHost.Security;
using KernelHost.Tests.Organizations;
using Microsoft.Extensions.Options;

namespace KernelHost.Tests.Security;

public sealed class EnvironmentSecretsTests
{
    private static readonly FakeEnvironment Environment = new()
    {
        ["OPENAI_API_KEY"] = "sk-1",
        ["HOME"] = "/root",
        ["TOKEN"] = "t",
    };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("${env:OPENAI_API_KEY}", "sk-1")]
    [InlineData("Bearer ${env:OPENAI_API_KEY}", "Bearer sk-1")]
    [InlineData("${OPENAI_API_KEY}", "${OPENAI_API_KEY}")]
    [InlineData("${env:}", "${env:}")]
    public void A_reference_is_replaced_by_the_variable_s_value(string written, string expected) =>
        Assert.Equal(expected, Secrets().Resolve(new(written), trusted: true, "acme").Value?.Reveal());

    [Fact]
    public void No_secret_is_no_secret_and_no_failure() => Assert.Equal(default, Secrets().Resolve(null, trusted: true, "acme"));

    [Theory]
    [InlineData("${env:GROQ_API_KEY}", "GROQ_API_KEY is not set")]
    [InlineData("${env:HOME}", "HOME is not allowed by Security:AllowedEnvironmentVariables")]
    [InlineData("${env:openai_api_key}", "openai_api_key is not allowed")]
    public void What_cannot_be_resolved_has_a_reason(string written, string reason)
    {
        var resolved = Secrets().Resolve(new(written), trusted: true, "acme");

        Assert.Null(resolved.Value);
        Assert.Contains(reason, resolved.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_the_settings_replaces_the_default()
    {
        var secrets = Secrets("TOK*");

        Assert.Equal("t", secrets.Resolve(new("${env:TOKEN}"), trusted: true, "acme").Value?.Reveal());
        Assert.NotNull(secrets.Resolve(new("${env:OPENAI_API_KEY}"), trusted: true, "acme").Reason);
    }

    [Fact]
    public async Task The_list_is_read_from_the_settings()
    {
        var settings = new Dictionary<string, string?> { ["Security:AllowedEnvironmentVariables:0"] = "TOKEN" };
        await using var host = await TestHost.StartAsync(settings: settings, environment: Environment);

        Assert.Equal("t", host.Get<EnvironmentSecrets>().Resolve(new("${env:TOKEN}"), trusted: true, "acme").Value?.Reveal());
    }

    [Theory]
    [InlineData("acme", "${env:TOKEN}", "t")]
    [InlineData("acme", "${env:OPENAI_API_KEY}", null)]
    [InlineData("other", "${env:TOKEN}", null)]
    [InlineData("other", "plain", "plain")]
    public void What_an_org_admin_wrote_names_only_what_the_organisation_was_granted(string organization, string written, string? expected)
    {
        var secrets = new EnvironmentSecrets(Environment, Options.Create(new SecurityOptions { OrganizationEnvironmentVariables = new Dictionary<string, string[]> { ["acme"] = ["TOK*"] } }));

        var resolved = secrets.Resolve(new(written), trusted: false, organization);

        Assert.Equal(expected, resolved.Value?.Reveal());
        Assert.Equal(expected is null, resolved.Reason?.Contains($"Security:OrganizationEnvironmentVariables:{organization}", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task An_empty_list_in_the_settings_is_none()
    {
        await using var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["Security:AllowedEnvironmentVariables"] = "" }, environment: Environment);

        Assert.NotNull(host.Get<EnvironmentSecrets>().Resolve(new("${env:OPENAI_API_KEY}"), trusted: true, "acme").Reason);
    }

    [Fact]
    public void A_grant_that_is_no_pattern_stops_the_start_and_is_named() => Assert.Contains(
        "Security:OrganizationEnvironmentVariables:acme: \"A B\"",
        new SecurityOptionsValidator().Validate(null, new() { OrganizationEnvironmentVariables = new Dictionary<string, string[]> { ["acme"] = ["A B"] } }).FailureMessage,
        StringComparison.Ordinal);

    [Fact]
    public void An_entry_that_is_no_pattern_stops_the_start() =>
        Assert.True(new SecurityOptionsValidator().Validate(null, new() { AllowedEnvironmentVariables = ["A B"] }).Failed);

    private static EnvironmentSecrets Secrets(params string[] allowed) =>
        new(Environment, Options.Create(new SecurityOptions { AllowedEnvironmentVariables = allowed.Length == 0 ? null : allowed }));
}
