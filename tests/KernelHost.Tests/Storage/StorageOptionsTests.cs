using KernelHost.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KernelHost.Tests.Storage;

public sealed class StorageOptionsTests
{
    [Theory]
    [InlineData("postgres", "is not in this version yet")]
    [InlineData("oracle", "it can be sqlite, litedb, postgres")]
    [InlineData("", "it can be sqlite, litedb, postgres")]
    public void A_provider_that_is_not_there_stops_the_start_and_says_why(string provider, string reason) =>
        Assert.Contains(reason, Assert.Throws<OptionsValidationException>(() => Validate(provider)).Message, StringComparison.Ordinal);

    [Fact]
    public void Litedb_is_there_or_says_how_to_get_it()
    {
        if (StorageProviders.Find("litedb") is { Unavailable: { } reason })
        {
            Assert.Contains("-p:KernelHostPackages=nuget", reason, StringComparison.Ordinal);
            Assert.Contains(reason, Assert.Throws<OptionsValidationException>(() => Validate("litedb")).Message, StringComparison.Ordinal);
        }
        else
        {
            Validate("litedb");
        }
    }

    [Fact]
    public void Sqlite_is_the_default() => Assert.Equal("sqlite", new StorageOptions().Provider);

    private static void Validate(string provider) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Storage:Provider", provider)]).Build())
        .AddStorage().BuildServiceProvider().GetRequiredService<IStartupValidator>().Validate();
}
