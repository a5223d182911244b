namespace KernelHost.Server;

/// <summary>What a newcomer reads on the console: where the host is, where the key is, and one line that works when pasted.</summary>
internal static class StartUpNotice
{
    private const string Question = """{"messages":[{"role":"user","content":"Context: KernelHost is a host for Semantic Kernel plugins.\nQuestion: What is KernelHost?"}]}""";

    public static string Text(string url, KeyLocation key) => $"""

        KernelHost  {url}
        API pages   {url}/scalar
        Admin key   {key.Sentence}

        curl -s {url}/v1/chat/completions -H "Authorization: Bearer {key.Shell}" -H 'Content-Type: application/json' -d '{Question}'


        """;
}
