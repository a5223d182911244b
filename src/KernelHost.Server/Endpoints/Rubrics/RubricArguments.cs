namespace KernelHost.Server.Endpoints.Rubrics;

/// <summary>What the Rubric plugin finds wrong, by the names of the request's own members.</summary>
internal static class RubricArguments
{
    /// <exception cref="Errors.ApiErrorException">422.</exception>
    public static async Task<T> TellAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (PluginArgumentException wrong)
        {
            throw RequestMembers.Invalid(wrong.Argument == "prompt" ? "topic" : wrong.Argument, "invalid_argument", wrong.Message);
        }
    }
}
