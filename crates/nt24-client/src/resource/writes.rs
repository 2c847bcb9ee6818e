/// Declares writes, one line for each: the constructor of its [`Write`](crate::Write), and the method
/// of [`Client`](crate::Client) with the same arguments that sends it and reads the answer.
///
/// `name(ids of the path)(values it sends) -> answer = constructor Operation;` where the constructor is a
/// private one of `Write`, which takes the values in this order.
macro_rules! writes {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident($($id:ident: $Id:ty),*)($($sent:ident: $Sent:ty),*) -> $Answer:ty
            = $constructor:ident $Operation:ident;
    )+) => {
        impl crate::client::Client {
            $(
                $(#[doc = $doc])+
                ///
                /// # Errors
                /// See [`Error`](crate::Error).
                pub async fn $name(
                    &self,
                    $($id: &$Id,)*
                    $($sent: $Sent,)*
                    key: &nt24::IdempotencyKey,
                ) -> Result<$Answer, crate::error::Error> {
                    let write = crate::client::write::Write::$name($($id,)* $($sent,)* key.clone());
                    crate::exchange::answer::FromAnswer::from_answer(self.send(&write).await?)
                }
            )+
        }

        impl crate::client::write::Write {
            $(
                $(#[doc = $doc])+
                #[must_use]
                pub fn $name(
                    $($id: &$Id,)*
                    $($sent: $Sent,)*
                    key: nt24::IdempotencyKey,
                ) -> Self {
                    Self::$constructor(nt24::Operation::$Operation, &[$($id.as_str()),*], $($sent,)* key)
                }
            )+
        }
    };
}
