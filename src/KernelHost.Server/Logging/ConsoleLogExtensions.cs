namespace KernelHost.Server.Logging;

internal static class ConsoleLogExtensions
{
    public static ILoggingBuilder AddConsoleLog(this ILoggingBuilder logging)
    {
        logging.Services.AddSingleton<ConsoleLog>().AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<ConsoleLog>());
        return logging;
    }
}
