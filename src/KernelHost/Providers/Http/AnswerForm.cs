namespace KernelHost.Providers.Http;

/// <summary>How an answer is asked for, which decides what its headers tell: a stream sends them when it begins, a whole answer when it is done.</summary>
internal enum AnswerForm
{
    Stream,
    Whole,
}
