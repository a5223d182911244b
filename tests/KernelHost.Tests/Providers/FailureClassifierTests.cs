using System.Net.Http.Headers;
using System.Text;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;

namespace KernelHost.Tests.Providers;

/// <summary>Error bodies as servers write them, and the class each one has.</summary>
public class FailureClassifierTests
{
    private static readonly ProviderConnection Connection = new()
    {
        Name = "ours",
        Kind = ProviderKinds.OpenAICompatible,
        BaseUrl = new("http://models.corp.internal:8000/v1"),
        Key = new Secret("our-very-own-key"),
    };

    public static TheoryData<string, int, FailureClass, string> Payloads => new()
    {
        // OpenAI
        { "OpenAI rate limit", 429, FailureClass.RateLimit, """{"error":{"message":"Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""" },
        { "OpenAI quota", 429, FailureClass.RateLimit, """{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""" },
        { "OpenAI context", 400, FailureClass.ContextLength, """{"error":{"message":"This model's maximum context length is 128000 tokens. However, your messages resulted in 130011 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""" },
        { "OpenAI key", 401, FailureClass.Auth, """{"error":{"message":"Incorrect API key provided: sk-abcde***wxyz.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""" },
        { "OpenAI model", 404, FailureClass.BadRequest, """{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""" },
        { "OpenAI parameter", 400, FailureClass.BadRequest, """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}""" },
        { "OpenAI server error", 500, FailureClass.Error, """{"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null}}""" },
        { "OpenAI overloaded", 503, FailureClass.Error, """{"error":{"message":"That model is currently overloaded with other requests.","type":"server_error","param":null,"code":null}}""" },

        // Azure OpenAI
        { "Azure rate limit", 429, FailureClass.RateLimit, """{"error":{"code":"429","message":"Requests to the ChatCompletions_Create Operation have exceeded call rate limit of your current pricing tier. Please retry after 6 seconds."}}""" },
        { "Azure filter", 400, FailureClass.ContentFilter, """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""" },
        { "Azure key", 401, FailureClass.Auth, """{"statusCode":401,"message":"Access denied due to invalid subscription key or wrong API endpoint."}""" },
        { "Azure deployment", 404, FailureClass.BadRequest, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""" },

        // Anthropic
        { "Anthropic rate limit", 429, FailureClass.RateLimit, """{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed the rate limit of your organization."}}""" },
        { "Anthropic overloaded", 529, FailureClass.Error, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""" },
        { "Anthropic context", 400, FailureClass.ContextLength, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 212345 tokens > 200000 maximum"}}""" },
        { "Anthropic credit", 400, FailureClass.Auth, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""" },
        { "Anthropic key", 401, FailureClass.Auth, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""" },
        { "Anthropic model", 404, FailureClass.BadRequest, """{"type":"error","error":{"type":"not_found_error","message":"model: claude-99"}}""" },

        // Google
        { "Google quota", 429, FailureClass.RateLimit, """[{"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"21s"}]}}]""" },
        { "Google key", 400, FailureClass.Auth, """[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]""" },
        { "Google context", 400, FailureClass.ContextLength, """{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}""" },
        { "Google overloaded", 503, FailureClass.Error, """{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}""" },

        // Groq
        { "Groq rate limit", 429, FailureClass.RateLimit, """{"error":{"message":"Rate limit reached for model `llama-3.3-70b-versatile`. Please try again in 7.66s.","type":"tokens","code":"rate_limit_exceeded"}}""" },
        { "Groq too large for its minute", 413, FailureClass.RateLimit, """{"error":{"message":"Request too large for model `llama-3.1-8b-instant` on tokens per minute (TPM): Limit 6000, Requested 9012","type":"tokens","code":"rate_limit_exceeded"}}""" },

        // Ollama
        { "Ollama model", 404, FailureClass.BadRequest, """{"error":"model \"llama9\" not found, try pulling it first"}""" },
        { "Ollama context", 500, FailureClass.ContextLength, """{"error":"the input length exceeds the context length"}""" },
        { "Ollama runner", 500, FailureClass.Error, """{"error":"llama runner process has terminated: signal: killed"}""" },
        { "Ollama busy", 503, FailureClass.Error, """{"error":"server busy, please try again.  maximum pending requests exceeded"}""" },

        // vLLM, llama.cpp, Together, Mistral, OpenRouter
        { "vLLM context", 400, FailureClass.ContextLength, """{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.","type":"BadRequestError","param":null,"code":400}""" },
        { "vLLM model", 404, FailureClass.BadRequest, """{"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":null,"code":404}}""" },
        { "vLLM inside a 200", 200, FailureClass.ContextLength, """{"object":"error","message":"maximum context length is 4096 tokens","type":"BadRequestError","param":null,"code":400}""" },
        { "llama.cpp context", 400, FailureClass.ContextLength, """{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error"}}""" },
        { "Together context", 422, FailureClass.ContextLength, """{"id":"x","error":{"message":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens","type":"invalid_request_error","param":null,"code":null}}""" },
        { "Together key", 401, FailureClass.Auth, """{"id":"x","error":{"message":"Invalid API key provided.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""" },
        { "Mistral rate limit", 429, FailureClass.RateLimit, """{"message":"Requests rate limit exceeded"}""" },
        { "Mistral context", 400, FailureClass.ContextLength, """{"object":"error","message":"Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length","type":"invalid_request_error","param":null,"code":"3051"}""" },
        { "Mistral validation", 422, FailureClass.BadRequest, """{"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required"}]}""" },
        { "OpenRouter rate limit inside a 200", 200, FailureClass.RateLimit, """{"error":{"message":"Provider returned error","code":429}}""" },
        { "OpenRouter credit", 402, FailureClass.Auth, """{"error":{"message":"This request requires more credits","code":402}}""" },
        { "OpenRouter moderation", 403, FailureClass.ContentFilter, """{"error":{"message":"Your input was flagged by moderation","code":403}}""" },

        // Whatever stands in between
        { "a proxy's page", 502, FailureClass.Error, "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>" },
        { "a firewall's page", 403, FailureClass.Auth, "<!DOCTYPE html><html><title>Attention Required!</title></html>" },
        { "a gateway timeout", 504, FailureClass.Error, "upstream request timeout" },
        { "an error inside a 200", 200, FailureClass.Error, """{"error":{"message":"Internal error","type":"server_error"}}""" },
        { "a redirect", 301, FailureClass.Error, "" },
        { "nothing", 500, FailureClass.Error, "" },
        { "not an object", 400, FailureClass.BadRequest, "42" },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Every_servers_error_has_its_class(string what, int status, FailureClass expected, string body)
    {
        var failure = Classify(status, body);

        Assert.True(expected == failure.Class, $"{what} was taken for {failure.Class}");
        Assert.NotEmpty(failure.Message);
        Assert.DoesNotContain("<html", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_upstreams_own_words_code_and_param_come_through()
    {
        var failure = Classify(400, """{"error":{"message":"Bad temperature.","type":"invalid_request_error","param":"temperature","code":"invalid_value"}}""");

        Assert.Equal(("Bad temperature.", 400, "invalid_value", "temperature"), (failure.Message, failure.Status, failure.Code, failure.Param));
    }

    [Fact]
    public void A_status_inside_a_200_counts_as_the_status() =>
        Assert.Equal(429, Classify(200, """{"error":{"message":"slow down","code":429}}""").Status);

    [Fact]
    public void The_wait_google_asks_for_is_in_the_body() => Assert.Equal(
        TimeSpan.FromSeconds(21),
        Classify(429, """[{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x"},{"retryDelay":"21s"}]}}]""").RetryAfter);

    [Theory]
    [InlineData("key our-very-own-key refused", "key *** refused")]
    [InlineData("Incorrect API key provided: sk-proj-abcdef0123456789.", "Incorrect API key provided: ***")]
    [InlineData("see https://platform.openai.com/account/api-keys.", "see https://platform.openai.com/account/api-keys.")]
    [InlineData("POST http://models.corp.internal:8000/v1/chat failed", "POST *** failed")]
    [InlineData("cannot reach models.corp.internal:8000", "cannot reach ***")]
    [InlineData("cannot reach http://vllm-0.vllm:8000/health", "cannot reach ***")]
    [InlineData("dial tcp 10.0.3.7:11434: refused", "dial tcp ***: refused")]
    [InlineData("dial tcp [::1]:11434: refused", "dial tcp ***: refused")]
    [InlineData("dial localhost:11434", "dial ***")]
    [InlineData("version 1.2.3 of o1", "version 1.2.3 of o1")]
    [InlineData("Authorization: Bearer abc.def", "Authorization: Bearer ***")]
    public void No_key_and_no_inner_address_travels_on(string said, string told) =>
        Assert.Equal(told, Scrubber.Scrub(said, Connection));

    [Fact]
    public void A_retry_date_in_the_past_means_now()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(9), RetryAfter.Read(new RetryConditionHeaderValue(now.AddSeconds(9)), now));
        Assert.Equal(TimeSpan.Zero, RetryAfter.Read(new RetryConditionHeaderValue(now.AddSeconds(-9)), now));
        Assert.Null(RetryAfter.Read(null, now));
    }

    [Fact]
    public void A_key_pasted_with_its_line_end_is_scrubbed_as_it_was_sent()
    {
        var pasted = Connection with { Key = new Secret("our-very-own-key\n") };

        var failure = FailureClassifier.Classify(401, null, """{"error":{"message":"No such key: our-very-own-key."}}"""u8.ToArray(), pasted);

        Assert.Equal("No such key: ***.", failure.Message);
    }

    private static ProviderException Classify(int status, string body) =>
        FailureClassifier.Classify(status, null, Encoding.UTF8.GetBytes(body), Connection);
}
