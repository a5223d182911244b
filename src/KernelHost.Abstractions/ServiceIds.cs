namespace KernelHost;

/// <summary>
/// The service ids every organisation's kernel has. Besides these a kernel answers to every named model's name and to every <c>provider/model</c>.
/// Select one with <c>new PromptExecutionSettings { ServiceId = ServiceIds.SmallFast }</c>.
/// </summary>
public static class ServiceIds
{
    /// <summary>The organisation's default model: the one for real work.</summary>
    public const string Default = "default";

    /// <summary>The organisation's small-fast model: the cheap one for auxiliary work. Served by the default model when none is configured.</summary>
    public const string SmallFast = "small-fast";
}
