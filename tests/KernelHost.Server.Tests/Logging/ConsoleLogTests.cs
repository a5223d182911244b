using KernelHost.Server.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Logging;

public sealed class ConsoleLogTests
{
    [Fact]
    public async Task The_settings_say_which_lines_are_made_and_others_are_not_even_formatted()
    {
        var builder = WebApplication.CreateBuilder(["--Logging:LogLevel:Quiet=Error", "--Logging:Console:LogLevel:Hushed=None"]);
        builder.AddHostDefaults();
        await using var app = builder.Build();
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();

        foreach (var category in (string[])["Quiet.Room", "Hushed", "Microsoft.AspNetCore"])
        {
            loggers.CreateLogger(category).Log(LogLevel.Information, default, 0, null, (_, _) => throw new InvalidOperationException("This line was formatted."));
        }

        Assert.IsType<ConsoleLog>(Assert.Single(app.Services.GetServices<ILoggerProvider>()));
    }
}
