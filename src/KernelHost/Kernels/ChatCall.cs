using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>A chat request as its endpoint got it, for whichever way a candidate takes it.</summary>
/// <param name="Request">The client's bytes, for servers that speak their format.</param>
/// <param name="Question">The same in the words of a chat client; read when the first candidate needs it, and free to refuse what it cannot say.</param>
/// <param name="ModelInfo">Writes the JSON of <c>model_info</c>, with members that stand behind it if there are any; null when the client does not want it.</param>
public sealed record ChatCall(OpenAiRequest Request, Func<ChatQuestion> Question, Func<ModelCallReport, ReadOnlyMemory<byte>>? ModelInfo);

/// <param name="Parameters">What the client asks of the model, by its own names.</param>
public sealed record ChatQuestion(IReadOnlyList<ChatMessage> Messages, ChatOptions Options, ChatParameters Parameters);
